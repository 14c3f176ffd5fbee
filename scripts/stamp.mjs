/** Has anything changed since the last time? Answered from the contents of the sources, not their times. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { cache, root } from "./process.mjs";

/** Every file below `path` (or `path` itself), sorted; generated and foreign folders left out. */
export const filesBelow = (path) => {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [absolute];
  return readdirSync(absolute, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](target|node_modules|native|corpus|artifacts)[\\/]/.test(relative(root, file)))
    .sort();
};

/** SHA-256 over names and contents of everything below `paths`, and over `salt`. */
export const fingerprint = (paths, salt = "") => {
  const hash = createHash("sha256").update(salt);
  for (const file of paths.flatMap(filesBelow)) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
};

const stampFile = (name) => join(cache, `${name}.stamp`);

/** The value kept under `name`, or an empty string. */
export const readStamp = (name) => (existsSync(stampFile(name)) ? readFileSync(stampFile(name), "utf8") : "");

/** Keeps `value` under `name`. */
export const writeStamp = (name, value) => {
  mkdirSync(dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), value);
};
