/** What every part needs: data on disk, processes of their own for us and for the peers, answers compared. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cache, capture } from "../../scripts/process.mjs";
import { pythonWith } from "../environment.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = join(cache, "bench-data");

/** Uniform numbers in (0, 1], the same on every machine (mulberry32). */
const generator = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (((x ^ (x >>> 14)) >>> 0) + 1) / 2 ** 32;
  };
};

/** A file made once: `make()` returns its bytes. */
const kept = (name, make) => {
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.making`, make());
    renameSync(`${path}.making`, path);
  }
  return path;
};

/**
 * "g": 50 Gaussian clusters. Centers are standard normal; a point takes a random center and adds normal noise of
 * deviation 0.5. Single precision.
 */
const clusters = (rows, cols, seed = 1) => {
  const path = kept(`g-${rows}x${cols}-${seed}.f32`, () => {
    const uniform = generator(seed);
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const centers = Float64Array.from({ length: 50 * cols }, normal);
    const data = new Float32Array(rows * cols);
    for (let row = 0; row < rows; row += 1) {
      const center = Math.floor(uniform() * 50) % 50;
      for (let col = 0; col < cols; col += 1)
        data[row * cols + col] = centers[center * cols + col] + 0.5 * normal();
    }
    return data;
  });
  return { name: `g ${rows}×${cols}`, path, rows, cols };
};

/** Rows of features at least 0, most small and a few large, as counts are. Single precision. */
const counts = (rows, cols, seed = 11) => {
  const path = kept(`counts-${rows}x${cols}-${seed}.f32`, () => {
    const uniform = generator(seed);
    return Float32Array.from({ length: rows * cols }, () => uniform() ** 4);
  });
  return { name: `counts ${rows}×${cols}`, path, rows, cols };
};

/** Sets of `each` concepts below `concepts`, low numbers often. */
const sets = (rows, each, concepts, seed = 3) => {
  const path = kept(`sets-${rows}x${each}-${concepts}-${seed}.u32`, () => {
    const uniform = generator(seed);
    return Uint32Array.from({ length: rows * each }, () =>
      Math.min(concepts - 1, Math.floor(concepts * uniform() ** 3)),
    );
  });
  return { name: `${rows} sets of ${each}`, path, rows, cols: each };
};

const answer = ({ code, stdout, stderr }, who, what) => {
  if (code !== 0) throw new Error(`${who} failed on ${JSON.stringify(what)}:\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
};

/** The tools of a run. */
export const harness = ({ quick }) => {
  const environment = pythonWith(here("requirements.txt"));
  if (environment.missing) console.error(`SKIPPED the peers: ${environment.missing}`);
  return {
    quick,
    clusters,
    counts,
    sets,
    /**
     * scikit-learn's digits, 1797 × 64 whole numbers to 16, in double precision (`f64`) or single (`f32`); undefined
     * without Python.
     */
    digits: (kind = "f64") => {
      if (environment.missing) return undefined;
      const path = kept(`digits.${kind}`, () => {
        const bytes = { f64: "f8", f32: "f4" }[kind];
        const code = `import sys,sklearn.datasets as d; sys.stdout.write(d.load_digits().data.astype('${bytes}').tobytes().hex())`;
        return Buffer.from(capture(environment.python, ["-c", code]).stdout.trim(), "hex");
      });
      return { name: `digits 1797×64, ${kind}`, path, rows: 1797, cols: 64 };
    },
    /** Embeddings of real sentences, single precision, with the file of the sentences; undefined without Python. */
    sentences: (count) => {
      const model = pythonWith(here("sentences.txt"));
      if (model.missing) {
        console.error(`SKIPPED the sentences: ${model.missing}`);
        return undefined;
      }
      const texts = join(folder, `sentences-${count}.txt`);
      const path = kept(`sentences-${count}.f32`, () => {
        const vectors = join(folder, `sentences-${count}.vectors`);
        const task = [here("sentences.py"), `${count}`, vectors, texts];
        answer(capture(model.python, task), "the model", count);
        return readFileSync(vectors);
      });
      const rows = readFileSync(texts, "utf8").split("\n").length;
      return { name: `${rows} sentences × 384`, path, texts, rows, cols: 384 };
    },
    /** One measurement of ours in a process of its own; `level` forces a vector level. */
    measure: (script, task, level) => {
      const env = level ? { MARGINALS_SIMD: level } : {};
      return answer(
        capture(process.execPath, [here(script), JSON.stringify(task)], { env }),
        "marginals",
        task,
      );
    },
    /** One measurement of a peer on one thread; undefined where there is none. */
    peer: (script, task) => {
      if (environment.missing) return undefined;
      const env = Object.fromEntries(
        ["OMP", "OPENBLAS", "NUMBA"].map((name) => [`${name}_NUM_THREADS`, "1"]),
      );
      const ran = capture(environment.python, [here(script), JSON.stringify(task)], { env });
      if (ran.code !== 0) {
        console.error(`SKIPPED ${task.peer} on ${task.name}: ${ran.stderr.trim().split("\n").at(-1)}`);
        return undefined;
      }
      return answer(ran, task.peer, task);
    },
    /** Ends the benchmark when two values differ by more than `tolerance`, relatively. */
    agree: (what, ours, theirs, tolerance = 1e-6) => {
      if (theirs !== undefined && !(Math.abs(ours / theirs - 1) <= tolerance))
        throw new Error(`${what}: ${ours} against ${theirs}`);
    },
  };
};
