/** Tables for people, records for the repository. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { root } from "../scripts/process.mjs";

/** Seconds in the unit that reads best. */
export const time = (seconds) => {
  if (seconds === undefined || seconds === null) return "–";
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toFixed(seconds >= 0.1 ? 0 : 2)} ms`;
  return `${(seconds * 1e6).toFixed(0)} µs`;
};

/** Bytes in MiB. */
export const memory = (bytes) => (bytes === undefined ? "–" : `${(bytes / 2 ** 20).toFixed(0)} MiB`);

/** How many times faster than a rival. */
export const ratio = (rival, ours) => (rival && ours ? `${(rival / ours).toFixed(1)}×` : "–");

/** Prints rows of equal keys, the first row's keys being the header. */
export const printTable = (title, rows) => {
  if (rows.length === 0) return;
  const keys = Object.keys(rows[0]);
  const cells = [keys, ...rows.map((row) => keys.map((key) => String(row[key] ?? "–")))];
  const widths = keys.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join("  ");
  console.log(`\n${title}\n${line(cells[0])}\n${widths.map((width) => "─".repeat(width)).join("  ")}`);
  for (const row of cells.slice(1)) console.log(line(row));
};

/** What the figures were measured on. */
export const machine = () => ({
  cpu: os.cpus()[0]?.model ?? "unknown",
  cores: os.cpus().length,
  memoryGiB: Math.round(os.totalmem() / 2 ** 30),
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
});

/** Writes `benches/records/<target>/<date>-<name>.json`. */
export const record = (name, results) => {
  const folder = join(root, "benches", "records", `${process.platform}-${process.arch}`);
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  const path = join(folder, `${date}-${name}.json`);
  writeFileSync(
    path,
    `${JSON.stringify({ name, date, commit: commit(), machine: machine(), ...results }, null, 1)}\n`,
  );
  console.log(`\nRecorded in ${path}`);
};

const commit = () => {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  } catch {
    return null;
  }
};
