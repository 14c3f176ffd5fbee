/**
 * Settings of the process and the version of the package.
 *
 * @module
 */
import { createRequire } from "node:module";
import { native } from "./native.ts";
import { optional, ownOptions } from "./options.ts";
import { integerIn, threads } from "./validate.ts";
import { unwrap } from "./job.ts";

/** What {@link configure} sets; what is absent stays as it is. */
export interface Configuration {
  /**
   * Threads of the pool, 1 to 1024, shared by every worker of the process. Default: as many as the process may use,
   * or the environment variable `MARGINALS_NUM_THREADS`.
   */
  threads?: number | undefined;
  /**
   * Limit of memory that jobs may hold together, in bytes. Default: half of what the process may use. A job that
   * would pass it fails with `ERR_MARGINALS_OUT_OF_MEMORY` before anything is taken.
   */
  memory?: number | undefined;
}

/** Settings in force and load. */
export interface Status {
  /** Threads of the pool. */
  threads: number;
  /** Memory limit in bytes. */
  memory: number;
  /** Bytes held by jobs and results now. */
  memoryInUse: number;
  /** The most bytes held at once. */
  memoryPeak: number;
  /** Jobs running. */
  running: number;
  /** Jobs waiting for their turn. */
  waiting: number;
  /** Instruction set in use: `MARGINALS_SIMD` forces one. */
  simd: string;
}

/**
 * Sets the number of threads and the memory limit of the process, and says what is in force. Loads the native
 * addon.
 *
 * @param configuration What to set; without it nothing changes.
 * @returns The settings in force and the load, at this moment.
 * @throws MarginalsError `ARGUMENT` or `RANGE` for a setting that makes no sense, `LOAD` without an addon.
 * @example
 * ```ts
 * import { configure } from "marginals";
 *
 * const { threads } = configure({ threads: 2, memory: 4 * 2 ** 30 });
 * console.log(threads); // 2
 * ```
 */
export function configure(configuration?: Configuration): Status {
  const settings = ownOptions("configure", configuration, {
    threads: optional(threads),
    memory: optional(integerIn(1, Number.MAX_SAFE_INTEGER, "bytes")),
  });
  const addon = native();
  if (settings.threads !== undefined || settings.memory !== undefined) {
    unwrap("configure", addon.configure(settings.threads, settings.memory, undefined));
  }
  return { ...addon.status() };
}

const manifest = createRequire(import.meta.url)("../package.json") as { version: string };

/** Version of the package. */
export const version: string = manifest.version;
