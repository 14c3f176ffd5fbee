/**
 * What reads a Parquet file: a program for a thread of its own, so that a forged file that makes the reader ask for more
 * memory than there is ends that thread and not the process. It answers one request after the other.
 *
 * @module
 */

/** What the program is started with. */
export interface ParquetStart {
  path: string;
  /** Where the package `hyparquet` is. */
  module: string;
}

/** A column as the file describes it. */
export interface ParquetColumn {
  name: string;
  /** Whether it holds floating-point or decimal numbers. */
  real: boolean;
}

/** What the program says first. */
export type ParquetHello =
  | { absent: string }
  | { unreadable: string }
  | { malformed: string }
  | { columns: ParquetColumn[]; groups: number[] };

/** A request for the cells of a column in a group of rows. */
export interface ParquetRequest {
  column: string;
  from: number;
  to: number;
}

/** Its answer. */
export type ParquetAnswer = { malformed: string } | { unsupported: string } | { cells: ArrayLike<unknown> };

/** The program, in CommonJS. */
export const parquetProgram: string = String.raw`
const { parentPort, workerData } = require("node:worker_threads");
const { open } = require("node:fs/promises");
const zlib = require("node:zlib");

const most = 2 ** 32 - 2;
const refuse = (why) => { const fault = new Error(why); throw fault; };
const text = (error) => (error instanceof Error ? error.message : String(error)).slice(0, 200);
const compressors = {
  GZIP: (bytes, length) => zlib.gunzipSync(bytes, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (bytes, length) => zlib.brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
};
if (zlib.zstdDecompressSync) {
  compressors.ZSTD = (bytes, length) => zlib.zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, length) });
}

async function whole(file, size) {
  return {
    byteLength: size,
    async slice(start, end = size) {
      const from = start < 0 ? size + start : start;
      if (!(Number.isSafeInteger(from) && from >= 0 && end >= from && end <= size)) {
        refuse("an offset outside the file");
      }
      const bytes = new Uint8Array(end - from);
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read);
        if (bytesRead === 0) refuse("the file became shorter");
        read += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

function groupsOf(metadata, size) {
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));
  let rows = 0;
  for (const count of groups) {
    if (!(Number.isSafeInteger(count) && count >= 0)) refuse("a group of rows without a number of them");
    rows += count;
  }
  if (rows !== Number(metadata.num_rows)) refuse("groups of rows that are not all the rows");
  if (rows > most) refuse("more rows than a table can have");
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: data } of columns) {
      if (data === undefined) refuse("a column whose pages are in another file");
      if (!(Number(data.total_compressed_size) <= size)) refuse("pages longer than the file");
    }
  }
  return groups;
}

function cellOf(value) {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string": case "boolean": case "number": return value;
    case "bigint": {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : String(value);
    }
    default:
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      refuse("nested");
  }
}

async function main() {
  let parquet;
  try {
    parquet = await import(workerData.module);
  } catch (error) {
    return parentPort.postMessage({ absent: text(error) });
  }
  let file;
  let size;
  try {
    file = await open(workerData.path);
    size = (await file.stat()).size;
  } catch (error) {
    return parentPort.postMessage({ unreadable: error.code ?? text(error) });
  }
  let buffer;
  let metadata;
  try {
    buffer = await whole(file, size);
    metadata = await parquet.parquetMetadataAsync(buffer);
    const groups = groupsOf(metadata, size);
    const columns = parquet.parquetSchema(metadata).children.map(({ element }) => ({
      name: element.name,
      real: element.type === "DOUBLE" || element.type === "FLOAT" || element.converted_type === "DECIMAL"
        || element.logical_type?.type === "DECIMAL" || element.logical_type?.type === "FLOAT16",
    }));
    parentPort.postMessage({ columns, groups });
  } catch (error) {
    return parentPort.postMessage({ malformed: text(error) });
  }
  const answer = async ({ column, from, to }) => {
    const cells = new Array(to - from);
    let seen = 0;
    const onChunk = ({ columnData, rowStart, rowEnd }) => {
      if (rowStart < from || rowEnd > to || columnData.length !== rowEnd - rowStart) {
        refuse("pages of other rows than the group's");
      }
      for (let at = 0; at < columnData.length; at++) cells[rowStart - from + at] = cellOf(columnData[at]);
      seen += columnData.length;
    };
    await parquet.parquetRead({ file: buffer, metadata, columns: [column], rowStart: from, rowEnd: to, compressors, onChunk });
    // Chunks are told of in turns of their own.
    await new Promise((done) => setImmediate(done));
    if (seen !== to - from) refuse("pages of fewer rows than the group's");
    const plain = cells.every((cell) => typeof cell === "number");
    return plain ? Float64Array.from(cells) : cells;
  };
  let fault;
  process.on("unhandledRejection", (error) => { fault = error; });
  parentPort.on("message", async (request) => {
    if (request === null) {
      await file.close();
      return parentPort.close();
    }
    fault = undefined;
    try {
      const cells = await answer(request);
      if (fault !== undefined) throw fault;
      parentPort.postMessage({ cells });
    } catch (error) {
      const cause = fault ?? error;
      const nested = cause instanceof Error && cause.message === "nested";
      parentPort.postMessage(nested ? { unsupported: request.column } : { malformed: text(cause) });
    }
  });
}
main();
`;
