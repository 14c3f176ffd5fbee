/**
 * `npm run reliability -- [--brief] [ROW…]`: one table of load held and faults survived. Every row runs in a
 * process of its own, so a crash fails its row and the others go on.
 */
import { build } from "./build.mjs";
import { fuzz, hasFuzzer, targets } from "./fuzz.mjs";
import { capture, isMain, seconds } from "./process.mjs";

/** Row → module of `__test__/reliability`, exported measure, counts (long and brief). */
const rows = {
  determinism: ["determinism.ts", "determinism", 50, 2],
  hostile: ["hostile-input.ts", "hostileInput", 50_000, 2_000],
  callbacks: ["hostile-callbacks.ts", "hostileCallbacks", 10_000, 360],
  "information callbacks": ["measure-callbacks.ts", "measureCallbacks", 10_000, 480],
  "information buffers": ["room-rows.ts", "informationBuffers", 200, 10],
  "information aborts": ["room-rows.ts", "informationAborts", 200, 12],
  "information determinism": ["room-rows.ts", "informationDeterminism", 20, 2],
  "bpe buffers": ["room-rows.ts", "bpeBuffers", 500, 20],
  "bpe aborts": ["room-rows.ts", "bpeAborts", 400, 20],
  "bpe determinism": ["room-rows.ts", "bpeDeterminism", 50, 3],
  buffers: ["buffer-attacks.ts", "bufferAttacks", 1_000, 50],
  aborts: ["aborts.ts", "aborts", 2_000, 50],
  "loop gap": ["loop-gap.ts", "loopGap", 10_000, 1_000],
  terminations: ["terminations.ts", "terminations", 1_000, 40],
  exits: ["terminations.ts", "exits", 200, 10],
  leak: ["leak.ts", "leak", 100_000, 20_000],
  "out of memory": ["out-of-memory.ts", "outOfMemory", 64, 6],
  "large results": ["large-results.ts", "largeResults", 500, 60],
  "blow-up": ["blow-up.ts", "blowUp", 1_000_000, 50_000],
  load: ["load.ts", "load", 600_000, 60_000],
};

const measureIn = (module, name, count) => {
  const script = `
    import { ${name} } from "./__test__/reliability/${module}";
    const after = async () => {
      const { short } = await import("./__test__/reliability/jobs.ts");
      return Number.isFinite(await short());
    };
    console.log("ROW " + JSON.stringify(await ${name}(${count}, after)));`;
  const flags = ["--expose-gc", "--no-warnings", "--import", "./scripts/typescript.mjs"];
  const { code, stdout, stderr } = capture(process.execPath, [
    ...flags,
    "--input-type=module",
    "--eval",
    script,
  ]);
  const line = stdout.split("\n").find((text) => text.startsWith("ROW "));
  if (code !== 0 || !line) {
    return {
      tried: `${count}`,
      seen: `ended with ${code}: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      holds: false,
    };
  }
  return JSON.parse(line.slice(4));
};

/** Runs the rows and prints the table; resolves to the number of rows that do not hold. */
export const reliability = async ({ brief = false, wanted = [] } = {}) => {
  const results = [];
  for (const [row, [module, name, count, few]] of Object.entries(rows)) {
    if (wanted.length > 0 && !wanted.some((word) => row.includes(word))) continue;
    const start = performance.now();
    process.stderr.write(`${row} … `);
    const result = measureIn(module, name, brief ? few : count);
    process.stderr.write(`${seconds(start)}\n`);
    results.push({ row, ...result, time: seconds(start) });
  }
  if (!brief && (wanted.length === 0 || wanted.includes("fuzz"))) {
    for (const target of hasFuzzer() ? targets() : []) {
      const start = performance.now();
      const code = await fuzz(target, "-runs=300000", "-max_total_time=120");
      results.push({
        row: `fuzz ${target}`,
        tried: "300,000 runs or 2 minutes",
        seen: code === 0 ? "no crash" : `exit ${code}`,
        holds: code === 0,
        time: seconds(start),
      });
    }
    if (!hasFuzzer()) console.error("fuzz … left out: cargo-fuzz is not installed");
  }
  const width = Math.max(...results.map(({ row }) => row.length));
  console.log("\nReliability");
  for (const { row, tried, seen, holds, untried, time } of results) {
    const mark = untried ? "–" : holds ? "✓" : "✗";
    console.log(`${mark} ${row.padEnd(width)}  ${time.padStart(8)}  ${tried}: ${seen}`);
  }
  return results.filter(({ holds }) => !holds).length;
};

if (isMain(import.meta.url)) {
  const args = process.argv.slice(2);
  await build();
  const lost = await reliability({
    brief: args.includes("--brief"),
    wanted: args.filter((word) => !word.startsWith("--")),
  });
  process.exitCode = lost === 0 ? 0 : 1;
}
