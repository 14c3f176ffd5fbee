/**
 * Tables: from rows, columns, files and streams to the categories and values that every measure takes.
 *
 * @module
 */
export { table, type Row, type TableInput, type TableOptions, type Weights } from "./build-table.ts";
export type {
  ArrowColumn,
  CategoryColumn,
  Cell,
  Column,
  ColumnInput,
  Missing,
  ValueColumn,
} from "./column.ts";
export type { ColumnKind } from "./cell-column.ts";
export type { ArrowTable } from "./arrow-table.ts";
export { discretize, discretizeSync, type DiscretizeOptions } from "./discretize.ts";
export type { BinningMethod } from "./intervals.ts";
export type { Format, ReadTableOptions } from "./read-options.ts";
export { readTable, readTableSync, type TableSource } from "./read-table.ts";
export type { ByteStream } from "./source.ts";
export { Table } from "./table.ts";
