/** A list of named stages run one after the other, with a table of results at the end. */
import { Failed, seconds } from "./process.mjs";

const mark = { passed: "✓", failed: "✗", skipped: "–" };

/**
 * Runs every stage: `{ name, run: () => exit code (number), needs?: [names] }`. A stage whose needs failed
 * is skipped. A stage may resolve to `{ skipped: reason }`. Returns the exit code of the first failure.
 */
export const runStages = async (title, stages) => {
  const begin = performance.now();
  const results = [];
  for (const { name, run, needs = [] } of stages) {
    const missing = needs.find((need) =>
      results.some((result) => result.name === need && result.state !== "passed"),
    );
    if (missing) {
      results.push({ name, state: "skipped", detail: `needs ${missing}`, time: "" });
      continue;
    }
    console.log(`\n──── ${name}`);
    const start = performance.now();
    const answer = await run().catch((error) => {
      if (!(error instanceof Failed)) console.error(error);
      return error instanceof Failed ? error.code : 1;
    });
    const code = typeof answer === "number" ? answer : 0;
    const reason = typeof answer === "object" ? answer?.skipped : undefined;
    const state = reason ? "skipped" : code === 0 ? "passed" : "failed";
    results.push({ name, state, code, detail: reason ?? "", time: seconds(start) });
  }
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log(`\n──── ${title}`);
  for (const { name, state, detail, time } of results) {
    console.log(`${mark[state]} ${name.padEnd(width)} ${time.padStart(9)}  ${detail}`.trimEnd());
  }
  const failed = results.filter(({ state }) => state === "failed");
  console.log(
    `${failed.length === 0 ? "Passed" : `Failed: ${failed.map(({ name }) => name).join(", ")}`} in ${seconds(begin)}.`,
  );
  return failed[0]?.code ?? 0;
};
