/**
 * The corpus of the training benchmark: 39.8 MB of documentation, a dictionary, manuals in four languages and source
 * code, out of Debian 12 packages and one npm package. Made once, kept under the cache, known by its hash.
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { cache, capture } from "../../scripts/process.mjs";

const MIB = 2 ** 20;
const HASH = "8f7c1f7f38007fa6d554c8133e2ee4ac29ea81eb9ed0042d13147214a44af44a";
const docs = "usr/share/doc";
/** Package, version, a file or a folder with the ending of its files, bytes taken. */
const parts = [
  ["python3.11-doc", "3.11.2-6+deb12u9", `${docs}/python3.11/html/_sources`, ".txt", 8 * MIB],
  ["linux-doc-6.1", "6.1.192-2", `${docs}/linux-doc-6.1/Documentation`, ".rst.gz", 6 * MIB],
  ["dict-gcide", "0.48.5+nmu2", "usr/share/dictd/gcide.dict.dz", "", 6 * MIB],
  ["manpages-ja", "0.5.0.0.20221215+dfsg-1", "usr/share/man/ja", ".gz", 4 * MIB],
  ["manpages-zh", "1.6.4.0-1", "usr/share/man/zh_CN", ".gz", 2 * MIB],
  ["manpages-ru", "4.18.1-1", "usr/share/man/ru", ".gz", 2 * MIB],
  ["manpages-fr", "4.18.1-1", "usr/share/man/fr", ".gz", 2 * MIB],
  ["typescript", "5.9.3", "package/lib/typescript.js", "", 8 * MIB],
];

const must = (ran, what) => {
  if (ran.code !== 0) throw new Error(`${what} failed: ${ran.stderr.slice(-400)}`);
};

const unpack = (name, version, folder) => {
  if (name === "typescript") {
    must(capture("npm", ["pack", `${name}@${version}`, "--silent"], { cwd: folder }), "npm pack");
    must(capture("tar", ["xzf", `${name}-${version}.tgz`], { cwd: folder }), "tar");
    return;
  }
  must(capture("apt-get", ["download", `${name}=${version}`], { cwd: folder }), `apt-get download ${name}`);
  const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith(".deb"));
  must(capture("dpkg-deb", ["-x", file, "."], { cwd: folder }), "dpkg-deb");
};

/** UTF-8 with what is none left out, at most `bytes` of it. */
const cut = (text, bytes) =>
  new TextDecoder("utf-8").decode(Buffer.from(text).subarray(0, bytes), { stream: true });

/** A file, or the files below a folder with an ending; linked ones too. */
const filesOf = (path, ending) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true })
        .map((entry) => join(path, entry))
        .filter((file) => file.endsWith(ending) && existsSync(file) && statSync(file).isFile())
    : [path];

const part = ([name, version, place, ending, bytes]) => {
  const folder = mkdtempSync(join(tmpdir(), "marginals-corpus-"));
  try {
    unpack(name, version, folder);
    const texts = [];
    let length = 0;
    const paths = filesOf(join(folder, place), ending);
    for (const path of paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
      const read = readFileSync(path);
      const content = /\.(gz|dz)$/.test(path) ? gunzipSync(read) : read;
      const text = content.toString("utf8").replaceAll("\ufffd", "").replaceAll("\r\n", "\n");
      texts.push(text);
      length += Buffer.byteLength(text);
      if (length > bytes + 100_000) break;
    }
    return cut(texts.join("\n\n"), bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The path of the corpus, or the reason why there is none: `{ path, hash }` or `{ missing }`. */
export const corpus = () => {
  const path = join(cache, "bench-data", "bpe-corpus.txt");
  try {
    if (!existsSync(path)) {
      mkdirSync(join(cache, "bench-data"), { recursive: true });
      writeFileSync(`${path}.making`, parts.map(part).join("\n\n"));
      renameSync(`${path}.making`, path);
    }
  } catch (error) {
    return { missing: `the corpus could not be made (${error.message})` };
  }
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  if (hash !== HASH) console.error(`The corpus is another one than that of the records: ${hash}`);
  return { path, hash };
};
