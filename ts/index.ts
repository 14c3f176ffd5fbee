/**
 * Information measures and subset selection for Node.js.
 *
 * @packageDocumentation
 */
export { configure, version, type Configuration, type Status } from "./configure.ts";
export { MarginalsError, type ErrorCode, type ErrorParts } from "./errors.ts";
export type { ArrowFixedSizeList, MatrixInput } from "./matrix.ts";
export type { JobOptions, ProgressReport } from "./options.ts";
export type { SparseMatrixInput } from "./sparse-matrix.ts";
export type { Subset } from "./subset.ts";
export * from "./table/index.ts";
export * from "./context/index.ts";
export * as bpe from "./bpe/index.ts";
export * as information from "./information/index.ts";
export * as markov from "./markov/index.ts";
export * as submodular from "./submodular/index.ts";
