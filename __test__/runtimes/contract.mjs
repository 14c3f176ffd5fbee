/** What every runtime must do, written without a test framework so that any of them can run it. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { configure, MarginalsError, table, version } from "../../dist/index.js";
import { MarkovChain } from "../../dist/markov/index.js";

const checks = [];
const check = (name, run) => checks.push({ name, run });
const chain = MarkovChain.curieWeiss({ spins: 8, inverseTemperature: 0.1, field: 1 });
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

check("loads by import and by require", () => {
  assert.match(version, /^\d+\.\d+\.\d+/);
  const required = createRequire(import.meta.url)("../../dist/index.js");
  assert.equal(required.version, version);
});

check("computes the closed form of independent coordinates", async () => {
  const p = 0.3;
  const row = [0.49, 0.21, 0.21, 0.09];
  const independent = MarkovChain.fromMatrix({
    sizes: [2, 2],
    transition: Float64Array.from([...row, ...row, ...row, ...row]),
  });
  const entropy = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  assert.ok(Math.abs((await independent.entropyRate([0])) - entropy) < 1e-12);
  assert.ok(Math.abs((await independent.entropyRate([0, 1])) - 2 * entropy) < 1e-12);
  assert.ok((await independent.distanceToIndependence([0, 1])) < 1e-12);
});

check("selects, in promise and blocking form, with the same bits on any threads", async () => {
  const first = await chain.select("entropy-rate", { size: 3, algorithm: "greedy", threads: 1 });
  const second = await chain.select("entropy-rate", { size: 3, algorithm: "greedy", threads: 2 });
  const third = chain.selectSync("entropy-rate", { size: 3, algorithm: "greedy" });
  for (const other of [second, third]) {
    assert.deepEqual([...other.indices], [...first.indices]);
    assert.ok(Object.is(other.value, first.value));
  }
  assert.ok(first.indices instanceof Uint32Array && first.gains instanceof Float64Array);
});

check("throws and rejects its own error", async () => {
  const job = chain.entropyRate([99]);
  await assert.rejects(
    job,
    (error) => error instanceof MarginalsError && error.code === "ERR_MARGINALS_RANGE",
  );
  assert.throws(() => table({ columns: { x: [1, 2], y: [1] } }), MarginalsError);
});

check("aborts", async () => {
  const controller = new AbortController();
  const job = MarkovChain.curieWeiss({ spins: 17, inverseTemperature: 0.1, field: 1 }).select(
    "distance-to-factorizability",
    {
      size: 9,
      route: "pair-law",
      signal: controller.signal,
    },
  );
  await sleep(20);
  const start = performance.now();
  controller.abort(new Error("enough"));
  await assert.rejects(job, (error) => error.name === "AbortError" && error.cause?.message === "enough");
  assert.ok(performance.now() - start < 500);
});

check("keeps file and timer work going while jobs run", async () => {
  const controller = new AbortController();
  const big = MarkovChain.curieWeiss({ spins: 17, inverseTemperature: 0.1, field: 1 });
  const jobs = [1, 2, 3, 4].map(() =>
    big.select("entropy-rate", { size: 9, route: "pair-law", signal: controller.signal }).catch(() => {}),
  );
  await sleep(20);
  const start = performance.now();
  const { stat } = await import("node:fs/promises");
  await stat(new URL(import.meta.url));
  const waited = performance.now() - start;
  controller.abort();
  await Promise.all(jobs);
  assert.ok(waited < 250, `a file's size took ${waited} ms`);
});

check("answers in a worker", async () => {
  const url = new URL("../../dist/markov/index.js", import.meta.url).href;
  const worker = new Worker(
    `import(${JSON.stringify(url)}).then(async ({ MarkovChain }) => {
       const chain = MarkovChain.curieWeiss({ spins: 8, inverseTemperature: 0.1, field: 1 });
       require("node:worker_threads").parentPort.postMessage(await chain.entropyRate([0, 1]));
     });`,
    { eval: true },
  );
  const value = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  await worker.terminate();
  assert.equal(value, await chain.entropyRate([0, 1]));
});

check("gives memory back", () => {
  const status = configure();
  assert.equal(status.running, 0);
  assert.ok(status.memoryInUse < 2 ** 30);
});

let failed = 0;
for (const { name, run } of checks) {
  try {
    await run();
    console.log(`✓ ${name}`);
  } catch (error) {
    failed++;
    console.log(`✗ ${name}\n  ${error?.stack ?? error}`);
  }
}
const runtime = process.versions.bun ? `Bun ${process.versions.bun}` : `Node ${process.versions.node}`;
console.log(`${runtime}: ${checks.length - failed} of ${checks.length} hold.`);
process.exitCode = failed === 0 ? 0 : 1;
