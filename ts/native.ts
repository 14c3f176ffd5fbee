/**
 * The single import of the native addon. It is loaded at the first native call, not at import, so that
 * importing `marginals` costs nothing and a missing binary is an error a person can act on.
 * @module
 */
import { createRequire } from "node:module";
import { totalmem } from "node:os";
import process from "node:process";
import { MarginalsError } from "./errors.ts";
import type * as Native from "./native/native.cjs";

export type { Native };

let loaded: typeof Native | undefined;

/** The addon; loads it on first use. */
export function native(): typeof Native {
  loaded ??= load();
  return loaded;
}

function load(): typeof Native {
  const require = createRequire(import.meta.url);
  let addon: typeof Native;
  try {
    addon = require("./native/native.cjs") as typeof Native;
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`;
    throw new MarginalsError(
      `marginals: no native addon could be loaded for ${platform} on Node ${process.version}. ` +
        "The usual causes are a lock file made on another operating system, an install with optional " +
        "dependencies left out, and a platform that is not supported; reinstall with `npm install marginals`",
      { code: "ERR_MARGINALS_LOAD", cause },
    );
  }
  const simd = process.env["MARGINALS_SIMD"];
  const fault = addon.configure(
    undefined,
    defaultMemory(),
    simd === undefined || simd === "" ? undefined : simd,
  );
  if (fault) {
    throw new MarginalsError(
      `marginals: MARGINALS_SIMD must be ${fault.expected}, received ${fault.received}`,
      {
        code: "ERR_MARGINALS_ARGUMENT",
        argument: "MARGINALS_SIMD",
      },
    );
  }
  return addon;
}

/** Half of what this process may use: the container's limit where there is one, else the machine's memory. */
function defaultMemory(): number {
  const machine = totalmem();
  const constrained = process.constrainedMemory?.() ?? 0;
  return Math.floor((constrained > 0 && constrained < machine ? constrained : machine) / 2);
}
