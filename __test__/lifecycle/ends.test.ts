/** Workers and processes that end in the middle of jobs. The long forms are `npm run reliability`. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { short } from "../reliability/jobs.ts";
import { scaled } from "../reliability/measure.ts";
import { exits, terminations } from "../reliability/terminations.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const node = (script: string, env: Record<string, string> = {}) =>
  run(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: root,
    env: { ...process.env, ...env },
  });

const prelude = `
import { configure } from "marginals";
import { MarkovChain } from "marginals/markov";
const chain = MarkovChain.curieWeiss({ spins: 10, inverseTemperature: 0.1, field: 1 });
const select = () => chain.select("entropy-rate", { size: 3, algorithm: "greedy" });
`;

describe("workers", () => {
  it("are terminated mid-job without harm to the process", async () => {
    const expected = await short();
    const row = await terminations(scaled(60), async () => Object.is(await short(), expected));
    expect(row.seen).toMatch(/^0 faults/);
    expect(row.seen).toMatch(/next call right$/);
  });

  it("load and leave the addon when the main thread never loaded it", async () => {
    const { stdout } = await node(`
      import { Worker } from "node:worker_threads";
      import { once } from "node:events";
      const source = \`
        import("marginals/markov").then(async ({ MarkovChain }) => {
          const chain = MarkovChain.curieWeiss({ spins: 8, inverseTemperature: 0.1, field: 1 });
          const { value } = await chain.select("entropy-rate", { size: 2 });
          require("node:worker_threads").parentPort.postMessage(value);
        });
      \`;
      const values = new Set();
      for (let round = 0; round < 3; round++) {
        const workers = [1, 2].map(() => new Worker(source, { eval: true, execArgv: [] }));
        await Promise.all(workers.map(async (worker) => {
          const [[value]] = await Promise.all([once(worker, "message"), once(worker, "exit")]);
          values.add(value);
        }));
      }
      console.log(values.size);
    `);
    expect(stdout.trim()).toBe("1");
  });
});

describe("processes", () => {
  it("exit mid-job with the code they ask for", async () => {
    const row = await exits(scaled(20));
    expect(row.seen).toBe("0 wrong exit codes");
  });

  it("stay alive until a pending job is done, then end by themselves", async () => {
    const { stdout } = await node(`${prelude} select().then(({ indices }) => console.log(indices.length));`);
    expect(stdout.trim()).toBe("3");
  });

  it("end at once when nothing was asked", async () => {
    const { stdout } = await node(`import { version } from "marginals"; console.log(version);`);
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it("answer the same with one thread, and when told how many", async () => {
    const script = `${prelude} const { value, indices } = await select(); console.log(configure().threads, value, indices.join());`;
    const one = (await node(script, { MARGINALS_NUM_THREADS: "1" })).stdout.trim().split(" ");
    const three = (await node(script, { MARGINALS_NUM_THREADS: "3" })).stdout.trim().split(" ");
    expect([one[0], three[0]]).toEqual(["1", "3"]);
    expect(one.slice(1)).toEqual(three.slice(1));
  });

  it("answer the same bits at every instruction set of this processor", async () => {
    const script = `${prelude} const { value, gains, indices } = await select(); console.log(value, gains.join(), indices.join());`;
    const answers = new Set<string>();
    for (const level of ["baseline", "v3", "v4", "neon"]) {
      try {
        answers.add((await node(script, { MARGINALS_SIMD: level })).stdout);
      } catch (error) {
        expect((error as { stderr: string }).stderr).toContain("MARGINALS_SIMD must be");
      }
    }
    expect(answers.size).toBe(1);
  });

  // The address sanitizer needs more address space than this test leaves.
  const limitable = process.platform === "linux" && process.env["ASAN_OPTIONS"] === undefined;
  it.runIf(limitable)("live on when threads are refused", async () => {
    // Every thread asks for a gibibyte of stack, and the address space ends after a few of them.
    const script = `${prelude} configure({ threads: 64 }); console.log((await select()).indices.length, configure().threads < 64);`;
    const { stdout } = await run(
      "sh",
      ["-c", `ulimit -v 6000000; exec "$0" --input-type=module --eval "$1"`, process.execPath, script],
      { cwd: root, env: { ...process.env, RUST_MIN_STACK: String(2 ** 30) } },
    );
    expect(stdout.trim()).toBe("3 true");
  });
});
