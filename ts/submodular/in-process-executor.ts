/**
 * The executor that runs the parts of GreeDi as jobs of this process.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault } from "../errors.ts";
import type { GreediExecutor } from "./greedi.ts";
import { maximize } from "./maximize.ts";
import { SetFunction } from "./set-function.ts";

/**
 * An executor for the first round of GreeDi and RandGreeDi that runs every part as a job of this process: the model of
 * one that sends parts to other machines, and the same answer as no executor at all.
 *
 * @param f The function of the call.
 * @returns The executor.
 * @throws MarginalsError `ARGUMENT` for what is no set function.
 * @example
 * ```ts
 * import { inProcessExecutor, maximize, modular } from "marginals/submodular";
 *
 * const f = modular([3, 1, 4, 1, 5, 9]);
 * const options = { algorithm: "rand-greedi", machines: 2, executor: inProcessExecutor(f) } as const;
 * console.log((await maximize(f, { size: 2 }, options)).value); // 14
 * ```
 */
export function inProcessExecutor(f: SetFunction): GreediExecutor {
  if (!(f instanceof SetFunction)) {
    throw fault("ARGUMENT", "inProcessExecutor", "f", "a set function", describe(f));
  }
  return {
    select: async (parts, signal) => {
      const options = { algorithm: "lazy-greedy", certificate: false, signal } as const;
      const choose = async (candidates: Uint32Array, constraint: (typeof parts)[0]["constraint"]) =>
        candidates.length === 0
          ? candidates
          : (await maximize(f, constraint, { ...options, candidates })).indices;
      return Promise.all(parts.map(({ elements, constraint }) => choose(elements, constraint)));
    },
  };
}
