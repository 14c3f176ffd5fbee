/** A file through the tokenizer and back, as streams: `npm run example -- 15 FILE` for one of any size. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { Tokenizer } from "marginals/bpe";
import ranks from "js-tiktoken/ranks/cl100k_base";

const file = process.argv[2] ?? fileURLToPath(new URL("data/seattle-weather.csv", import.meta.url));
const copy = join(tmpdir(), "copy.txt");
const tokenizer = await Tokenizer.fromTiktoken(ranks);

const seen = { bytes: 0, tokens: 0, parts: 0, longest: 0 };
async function* read(): AsyncGenerator<Uint8Array> {
  for await (const part of createReadStream(file) as AsyncIterable<Uint8Array>) {
    seen.bytes += part.length;
    yield part;
  }
}
/** Tokens as they are known: here they would go to a model, or to a file. */
async function* tokens(): AsyncGenerator<Uint32Array> {
  for await (const part of tokenizer.encodeStream(read())) {
    seen.tokens += part.length;
    seen.parts += 1;
    seen.longest = Math.max(seen.longest, part.length);
    yield part;
  }
}
await pipeline(Readable.from(tokenizer.decodeStream(tokens())), createWriteStream(copy));

const hash = async (path: string): Promise<string> => {
  const sum = createHash("sha256");
  for await (const part of createReadStream(path) as AsyncIterable<Uint8Array>) sum.update(part);
  return sum.digest("hex");
};
console.log(`${seen.bytes} bytes, ${seen.tokens} tokens in ${seen.parts} parts of at most ${seen.longest}`);
console.log((await hash(file)) === (await hash(copy)) ? "the copy is the file" : "the copy differs");
