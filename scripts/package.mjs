/** Checks the packed tarball as its users will meet it: publint, and types as every kind of resolver sees them. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture, isMain, run } from "./process.mjs";

/** Packs the repository into `folder` and returns the tarball's path. */
export const pack = (folder) => {
  const { code, stderr } = capture("npm", [
    "pack",
    "--ignore-scripts",
    "--pack-destination",
    folder,
    "--silent",
  ]);
  if (code !== 0) throw new Error(`npm pack failed: ${stderr}`);
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".tgz")),
  );
};

/** publint and attw on the tarball; 0 when both are content. */
export const checkPackage = async () => {
  const folder = mkdtempSync(join(tmpdir(), "marginals-pack-"));
  try {
    const tarball = pack(folder);
    const lint = await run("publint", ["run", tarball, "--strict"]);
    // The façade is an ES module that require() can load; only that profile applies.
    const types = await run("attw", [tarball, "--profile", "esm-only", "--no-emoji"]);
    return lint || types;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

if (isMain(import.meta.url)) process.exitCode = await checkPackage();
