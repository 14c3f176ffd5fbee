/**
 * Parquet files, a group of rows of one column at a time, by the optional package `hyparquet`.
 *
 * @module
 */
import { stat } from "node:fs/promises";
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

/**
 * Megabytes of objects that the reader of a file may hold (typed arrays do not count): enough for its cells, and so few that
 * a forged run of two billion of them ends it in seconds.
 */
const megabytesFor = (bytes: number): number => Math.min(8192, 256 + Math.ceil((32 * bytes) / 2 ** 20));

/** Milliseconds after which a reader that does not answer is taken for one in an endless loop: far more than it needs. */
const patience = (bytes: number, rows: number): number => 30_000 + bytes / 2000 + rows / 20;

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
  readonly #bytes: number;
  readonly #megabytes: number;
  #columns: readonly ParquetColumn[] = [];
  #groups: readonly number[] = [];

  private constructor(verb: string, path: string, bytes: number, signal: AbortSignal | undefined) {
    this.#verb = verb;
    this.#name = basename(path).slice(0, 255);
    this.#signal = signal;
    this.#bytes = bytes;
    this.#megabytes = megabytesFor(bytes);
    const workerData: ParquetStart = { path, module: moduleOf() };
    const resourceLimits = { maxOldGenerationSizeMb: this.#megabytes };
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
    // One that cannot be looked at is told of by the thread.
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    const file = new ParquetFile(verb, path, bytes, signal);
    try {
      const hello = await file.#next<ParquetHello>(0);
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
    const answer = await this.#next<ParquetAnswer>(request.to - request.from);
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
  async #next<M>(rows: number): Promise<M> {
    const signal = this.#signal;
    const worker = this.#worker;
    let stop = (): void => {};
    try {
      return await new Promise<M>((resolve, reject) => {
        const ended = (): void => reject(this.#malformed("its reader ended"));
        const failed = (error: Error & { code?: string }): void => {
          const tooLarge = error.code === "ERR_WORKER_OUT_OF_MEMORY";
          reject(
            this.#malformed(
              tooLarge ? `it asks for more than ${this.#megabytes} MiB of objects` : error.message,
            ),
          );
        };
        const late = (): void => reject(this.#malformed("its reader comes to no end"));
        const timer = setTimeout(late, Math.min(2 ** 31 - 1, patience(this.#bytes, rows)));
        const aborted = (): void =>
          reject(signal === undefined ? this.#malformed("aborted") : abortError(signal));
        worker.once("message", resolve).once("error", failed).once("exit", ended);
        signal?.addEventListener("abort", aborted, { once: true });
        stop = (): void => {
          clearTimeout(timer);
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
