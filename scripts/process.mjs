/** Starting other programs: always with an argument list, never through a shell. */
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { delimiter, join } from "node:path";

/** Folder of the repository. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Folder for stamps and downloaded tools; removed with `node_modules`. */
export const cache = join(root, "node_modules", ".cache", "marginals");

const environment = (extra) => ({
  ...process.env,
  PATH: [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
  ...extra,
});

/**
 * Runs a program in the repository with its output visible and resolves to its exit code.
 * A program that cannot be started counts as failed with 127, one ended by a signal with 128.
 */
export const run = (command, args, { env, cwd = root } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: environment(env),
      stdio: "inherit",
      shell:
        process.platform === "win32" &&
        /^(npm|npx|tsc|napi|vitest|oxlint|oxfmt|typedoc|publint|attw)$/.test(command),
    });
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code, signal) => {
      if (signal) console.error(`${command} ended by ${signal}`);
      resolve(code ?? 128);
    });
  });

/** Runs a program quietly: `{ code, stdout, stderr }`. */
export const capture = (command, args, { env, cwd = root, input } = {}) => {
  const result = spawnSync(command, args, {
    cwd,
    env: environment(env),
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { code: result.status ?? 128, stdout: result.stdout ?? "", stderr: result.stderr ?? "" };
};

/** A program that had to succeed did not; its own output has said why. */
export class Failed extends Error {
  constructor(command, code) {
    super(`${command} failed with ${code}`);
    this.code = code;
  }
}

process.on("uncaughtException", (error) => {
  if (!(error instanceof Failed)) console.error(error);
  process.exit(error instanceof Failed ? error.code : 1);
});

/** Runs a program that has to succeed; throws {@link Failed} with its exit code when it does not. */
export const must = async (command, args, options) => {
  const code = await run(command, args, options);
  if (code !== 0) throw new Failed(command, code);
};

/** Whether a program can be started. */
export const available = (command, args = ["--version"]) => capture(command, args).code === 0;

/** Seconds since `start` (of `performance.now()`), for people. */
export const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/** Whether this module is the program that was started. */
export const isMain = (url) => process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1];
