/**
 * Parquet files, a group of rows of one column at a time, by the optional package `hyparquet`.
 *
 * @module
 */
import { basename } from "node:path";
import { Worker } from "node:worker_threads";
import { rowsPerStep, Turns, type Steps, type Watch } from "../cooperative.ts";
import { describeName } from "../describe.ts";
import { abortError, failure, fault } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { assemble, missingValue } from "./assemble.ts";
import { CellColumn } from "./cell-column.ts";
import type { Draft } from "./column.ts";
import {
  parquetProgram,
  type ParquetAnswer,
  type ParquetColumn,
  type ParquetHello,
  type ParquetRequest,
  type ParquetStart,
} from "./parquet-program.ts";
import type { ParserSettings } from "./parser.ts";
import type { Table } from "./table.ts";

/** Megabytes of objects that a reader may hold; typed arrays do not count. */
const megabytes = 2048;

function moduleOf(): string {
  try {
    return import.meta.resolve("hyparquet");
  } catch {
    // The thread says what is absent.
    return "hyparquet";
  }
}

/** A Parquet file, opened. */
export class ParquetFile {
  readonly #verb: string;
  readonly #name: string;
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;
  #columns: readonly ParquetColumn[] = [];
  #groups: readonly number[] = [];
  /** Bytes of the file. */
  size = 0;

  private constructor(verb: string, path: string, signal: AbortSignal | undefined) {
    this.#verb = verb;
    this.#name = basename(path).slice(0, 255);
    this.#signal = signal;
    const workerData: ParquetStart = { path, module: moduleOf() };
    const resourceLimits = { maxOldGenerationSizeMb: megabytes };
    this.#worker = new Worker(parquetProgram, {
      eval: true,
      workerData,
      resourceLimits,
      execArgv: [],
      env: {},
    });
  }

  /**
   * Opens a file and reads its schema.
   *
   * @param verb The function the caller called.
   * @param path The file.
   * @param signal Ends the reading.
   * @returns The file, to be closed.
   */
  static async open(verb: string, path: string, signal: AbortSignal | undefined): Promise<ParquetFile> {
    if (signal?.aborted === true) throw abortError(signal);
    const file = new ParquetFile(verb, path, signal);
    try {
      const hello = await file.#next<ParquetHello>();
      if ("absent" in hello) {
        const expected =
          "a CSV, JSON Lines or .npy file, or Parquet with the package hyparquet (npm install hyparquet)";
        throw fault("UNSUPPORTED", verb, "source", expected, "a .parquet file without it", hello.absent);
      }
      if ("unreadable" in hello) {
        throw failure("LOAD", verb, `the file '${file.#name}' could not be read (${hello.unreadable})`);
      }
      if ("malformed" in hello) throw file.#malformed(hello.malformed);
      file.#columns = hello.columns;
      file.#groups = hello.groups;
      file.size = hello.size;
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Names of the columns. */
  get names(): readonly string[] {
    return this.#columns.map(({ name }) => name);
  }

  /** Number of rows. */
  get rowCount(): number {
    return this.#groups.reduce((sum, rows) => sum + rows, 0);
  }

  /**
   * A table of the columns that the settings name.
   *
   * @param settings Columns, kinds and what becomes of missing values.
   * @param watch Signal and progress of the call; progress counts columns.
   * @returns The table.
   */
  async table(settings: ParserSettings, watch: Watch): Promise<Steps<Table>> {
    const { verb, kinds, missing } = settings;
    const chosen =
      kinds === undefined ? this.#columns : Array.from(kinds.keys(), (name) => this.#column(name));
    const turns = new Turns(watch);
    const drafts: Draft[] = [];
    for (const column of chosen) {
      drafts.push(await this.#draft(column, settings, turns, drafts.length, chosen.length));
    }
    return assemble({ verb, drafts, rowCount: this.rowCount, weights: null, missing });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #column(name: string): ParquetColumn {
    const found = this.#columns.find((column) => column.name === name);
    if (found !== undefined) return found;
    const received = describeName(name) + didYouMean(name, this.names);
    throw fault("ARGUMENT", this.#verb, "columns", `among the ${this.#columns.length} columns`, received);
  }

  async #draft(
    { name, real }: ParquetColumn,
    { kinds, missing }: ParserSettings,
    turns: Turns,
    done: number,
    total: number,
  ): Promise<Draft> {
    const asked = kinds?.get(name) ?? "auto";
    const column = new CellColumn(this.#verb, name, asked === "auto" && real ? "values" : asked);
    let from = 0;
    for (const rows of this.#groups) {
      const cells = rows === 0 ? [] : await this.#cells({ column: name, from, to: from + rows });
      for (let at = 0; at < rows; at++) {
        const row = from + at;
        const present = column.add(cells[at], () => `row ${row}`);
        if (!present && missing === "error") throw missingValue(this.#verb, name, `row ${row}`);
        if (row % rowsPerStep === 0) await turns.pause(() => ({ stage: "read", done, total }));
      }
      from += rows;
    }
    const steps = column.finish();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await turns.pause(() => ({ stage: "read", done, total }));
    }
  }

  async #cells(request: ParquetRequest): Promise<ArrayLike<unknown>> {
    this.#worker.postMessage(request);
    const answer = await this.#next<ParquetAnswer>();
    if ("cells" in answer) return answer.cells;
    if ("malformed" in answer) throw this.#malformed(answer.malformed);
    const argument = `column ${answer.unsupported}`;
    throw fault(
      "UNSUPPORTED",
      this.#verb,
      argument,
      "of text, numbers, dates or booleans",
      "nested or binary cells",
    );
  }

  /** The next message of the thread, or why none will come. */
  async #next<M>(): Promise<M> {
    const signal = this.#signal;
    const worker = this.#worker;
    let stop = (): void => {};
    try {
      return await new Promise<M>((resolve, reject) => {
        const ended = (): void => reject(this.#malformed("its reader ended"));
        const failed = (error: Error & { code?: string }): void => {
          const tooLarge = error.code === "ERR_WORKER_OUT_OF_MEMORY";
          reject(
            this.#malformed(tooLarge ? `it asks for more than ${megabytes} MiB of objects` : error.message),
          );
        };
        const aborted = (): void =>
          reject(signal === undefined ? this.#malformed("aborted") : abortError(signal));
        worker.once("message", resolve).once("error", failed).once("exit", ended);
        signal?.addEventListener("abort", aborted, { once: true });
        stop = (): void => {
          worker.off("message", resolve).off("error", failed).off("exit", ended);
          signal?.removeEventListener("abort", aborted);
        };
      });
    } finally {
      stop();
    }
  }

  #malformed(why: string): Error {
    const message = `the file '${this.#name}' must be Parquet, received one that cannot be read (${why.slice(0, 200)})`;
    return failure("LOAD", this.#verb, message);
  }
}
