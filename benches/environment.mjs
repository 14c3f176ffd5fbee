/** Python environments of the rivals, made once from pins beside the benchmark. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cache, capture } from "../scripts/process.mjs";

/**
 * The interpreter of an environment that holds what `requirements` (a file) pins, or the reason why there is
 * none: `{ python }` or `{ missing }`. Kept under the cache, named by the pins and the Python version.
 */
export const pythonWith = (requirements) => {
  const pins = readFileSync(requirements, "utf8");
  const host = ["python3", "python"].find((name) => capture(name, ["--version"]).code === 0);
  if (!host) return { missing: "no Python 3 on this machine" };
  const version = capture(host, ["--version"]).stdout.trim();
  const name = createHash("sha256").update(`${version}\n${pins}`).digest("hex").slice(0, 12);
  const folder = join(cache, `python-${name}`);
  const bin = process.platform === "win32" ? "Scripts/python.exe" : "bin/python";
  if (existsSync(join(folder, "complete", bin))) return { python: join(folder, "complete", bin) };
  console.error(`Making the Python environment of ${requirements} …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Made beside its final name: an interrupted installation is never taken for a finished one.
  const place = join(folder, "complete");
  const made = capture(host, ["-m", "venv", `${place}.making`]);
  if (made.code !== 0) return { missing: `python -m venv failed: ${lastLine(made)}` };
  const installed = capture(join(`${place}.making`, bin), [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
  ]);
  if (installed.code !== 0) return { missing: `pip install failed: ${lastLine(installed)}` };
  renameSync(`${place}.making`, place);
  return { python: join(place, bin) };
};

const lastLine = ({ stdout, stderr }) => `${stdout}\n${stderr}`.trim().split("\n").at(-1);
