/** Kernel densities, entropies and informations: KDEpy, SciPy, scikit-learn, fastHDMI. */
import { entropySync, kernelDensitySync, mutualInformationSync } from "marginals/information";
import { printTable, ratio, time } from "../report.mjs";
import { peersOf, timed, twice } from "./measuring.mjs";

/** Standard normal numbers, the same on every machine (mulberry32 and Box–Muller). */
const normal = (count, seed) => {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (((x ^ (x >>> 14)) >>> 0) + 1) / 2 ** 32;
  };
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
};

const correlated = (count, rho, seed) => {
  const x = normal(count, seed);
  const other = normal(count, seed + 500);
  return { x, y: x.map((value, at) => rho * value + Math.sqrt(1 - rho * rho) * other[at]) };
};

const peers = (task, arrays) => peersOf("kernel", task, { arrays });

const agree = (what, ours, theirs, tolerance) => {
  if (theirs !== undefined && !(Math.abs(ours - theirs) <= tolerance))
    throw new Error(`${what}: ${ours} against ${theirs}`);
};

export const bench = async ({ quick }) => {
  const repeats = quick ? 3 : 9;
  const results = { entropy: [], density: [], information: [], error: [] };
  const kde = { estimator: "kde", threads: 1 };

  for (const count of quick ? [100_000] : [10_000, 100_000, 1_000_000]) {
    const samples = normal(count, 1);
    const bandwidth = 1.06 * count ** -0.2;
    const work = (form, threads = 1) =>
      timed(repeats, () => entropySync({ samples }, { ...kde, threads, bandwidth, form }));
    const integral = await work("integral");
    const other = peers({ task: "entropy", bandwidth }, [samples]);
    agree(`integral of ${count}`, integral.answer.value, other.integral, 1e-4);
    results.entropy.push({
      form: "integral",
      count,
      ours: integral.seconds,
      "two threads": twice(integral, await work("integral", 2)),
      KDEpy: other.integralSeconds,
    });
    const read = await work("resubstitution");
    // The exact sum over all pairs, on as many points as that takes a second.
    const few = samples.subarray(0, Math.max(200, Math.min(2000, 2e8 / count)));
    const at = (method) => kernelDensitySync(samples, { bandwidth, method, at: few, threads: 1 }).density;
    const mean = (densities) =>
      -densities.reduce((sum, value) => sum + Math.log(value), 0) / densities.length;
    const error = Math.abs(mean(at("exact")) - mean(at("lattice")));
    agree(`resubstitution of ${count}`, read.answer.value, other.resubstitution, 2e-3);
    results.entropy.push({
      form: "resubstitution",
      count,
      ours: read.seconds,
      "two threads": twice(read, await work("resubstitution", 2)),
      KDEpy: other.resubstitutionSeconds,
      SciPy: other.scipySeconds,
      "error of the lattice": error,
    });
  }
  printTable(
    "Kernel entropy, one dimension",
    results.entropy.map(({ ours, KDEpy, SciPy, "error of the lattice": error, ...rest }) => ({
      ...rest,
      ours: time(ours),
      KDEpy: ratio(KDEpy, ours),
      SciPy: ratio(SciPy, ours),
      "error of the lattice": error?.toExponential(1) ?? "",
    })),
  );

  for (const [kernel, cols] of [
    ["gaussian", 1],
    ["epanechnikov", 1],
    ["gaussian", 2],
  ]) {
    const rows = quick ? 20_000 : 100_000;
    const data = normal(rows * cols, 3);
    const grid = cols === 1 ? 1024 : 128;
    const options = { kernel, bandwidth: 0.2, grid, range: [-4, 4] };
    const work = (threads) =>
      timed(repeats, () => kernelDensitySync({ data, rows, cols }, { ...options, threads }));
    const one = await work(1);
    const { seconds, answer } = one;
    const other = peers({ task: "density", kernel, cols, grid, bandwidth: 0.2 }, [data]);
    const middle = answer.density[cols === 1 ? 512 : 64 * 128 + 64];
    agree(`${kernel} in ${cols}`, middle, other.middle, 5e-3 * middle);
    results.density.push({
      kernel,
      dimensions: cols,
      samples: rows,
      grid,
      ours: seconds,
      "two threads": twice(one, await work(2)),
      KDEpy: other.seconds,
    });
  }
  printTable(
    "Density on a grid",
    results.density.map(({ ours, KDEpy, ...rest }) => ({
      ...rest,
      ours: time(ours),
      KDEpy: ratio(KDEpy, ours),
    })),
  );

  for (const count of quick ? [1000] : [1000, 10_000]) {
    const { x, y } = correlated(count, 0.8, 7);
    const { seconds, answer } = await timed(repeats, () => mutualInformationSync(x, y, kde));
    const other = peers({ task: "information" }, [x, y]);
    results.information.push({
      count,
      ours: seconds,
      fastHDMI: other.seconds,
      "our value": answer.value,
      "its value": other.value,
      exact: -0.5 * Math.log(1 - 0.64),
    });
  }
  printTable(
    "Kernel mutual information of a normal pair, correlation 0.8 (fastHDMI does not use its bandwidth)",
    results.information.map(({ ours, fastHDMI, ...rest }) => ({
      ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value?.toPrecision(4) ?? ""])),
      ours: time(ours),
      fastHDMI: ratio(fastHDMI, ours),
    })),
  );

  for (const rho of [0, 0.3, 0.6, 0.8, 0.95]) {
    const exact = -0.5 * Math.log(1 - rho * rho);
    const errors = Array.from({ length: 20 }, (_, seed) => {
      const { x, y } = correlated(1000, rho, 1000 + 7 * seed);
      return mutualInformationSync(x, y, kde).value - exact;
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / 20;
    results.error.push({ correlation: rho, exact, "mean error": mean });
    if ((rho === 0 || rho === 0.8) && Math.abs(mean) >= 0.03) throw new Error(`mean error ${mean} at ${rho}`);
  }
  printTable(
    "Mean error of kernel mutual information over 20 samples of 1,000",
    results.error.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value.toFixed(4)])),
    ),
  );
  return results;
};
