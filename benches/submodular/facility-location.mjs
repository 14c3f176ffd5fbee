/** Facility location, lazy greedy: against submodlib and apricot, by size, threads, vector level and form. */
import { memory, printTable, ratio, time } from "../report.mjs";

const SCRIPT = "measure.mjs";

export const bench = async ({ quick, clusters, digits, measure, peer, agree }) => {
  const results = {};
  const ours = (data, task = {}, level = undefined) =>
    measure(
      SCRIPT,
      { function: "facility-location", ...data, size: 100, threads: 1, method: "auto", repeats: 3, ...task },
      level,
    );

  const theirs = (data, name) =>
    peer("peers.py", { function: "facility-location", ...data, size: 100, peer: name });

  // Kernel given: all similarities stored before the clock starts, as the peers have it.
  results.given = [digits(), clusters(10_000, 64), ...(quick ? [] : [clusters(20_000, 64)])].flatMap(
    (data) => {
      if (!data) return [];
      const [one, two] = [1, 2].map((threads) => ours(data, { method: "dense", threads }));
      const submodlib = theirs(data, "submodlib");
      const apricot = theirs(data, "apricot");
      agree(`${data.name}: one against two threads`, two.value, one.value, 0);
      for (const other of [submodlib, apricot]) agree(data.name, one.value, other?.value, 1e-5);
      return [{ data: data.name, one, two, submodlib, apricot }];
    },
  );
  printTable(
    "Similarities given, 100 chosen, one thread (maximize only)",
    results.given.map(({ data, one, two, submodlib, apricot }) => ({
      data,
      ours: time(one.cpu),
      "2 threads, wall": time(two.seconds),
      submodlib: time(submodlib?.cpu),
      "faster than it": ratio(submodlib?.cpu, one.cpu),
      "apricot, first": time(apricot?.cold),
      "faster than first": ratio(apricot?.cold, one.cpu),
      "apricot, warm": time(apricot?.cpu),
      "faster than warm": ratio(apricot?.cpu, one.cpu),
      value: one.value.toFixed(4),
    })),
  );

  // From features to answer, nothing prepared.
  const sizes = quick ? [5_000, 10_000, 20_000] : [10_000, 20_000, 50_000, 100_000];
  results.whole = [digits(), digits("f32"), ...sizes.map((rows) => clusters(rows, 64))].flatMap((data) => {
    if (!data) return [];
    // A task of milliseconds is measured when the engine has compiled it.
    const repeats = data.rows > 20_000 ? 1 : data.rows < 2_000 ? 20 : 3;
    const one = ours(data, { whole: true, repeats });
    const fly = ours(data, { whole: true, repeats, method: "on-the-fly" });
    const two = ours(data, { whole: true, repeats, threads: 2 });
    agree(`${data.name}: forms`, fly.value, one.value, 0);
    return [{ data: data.name, one, fly, two }];
  });
  printTable(
    "From features to answer, 100 chosen",
    results.whole.map(({ data, one, fly, two }) => ({
      data,
      form: one.method,
      CPU: time(one.cpu),
      "on the fly": time(fly.cpu),
      wall: time(one.seconds),
      "2 threads, wall": time(two.seconds),
      faster: ratio(one.seconds, two.seconds),
      gains: one.evaluations,
      memory: memory(one.addedBytes),
    })),
  );

  // Growth in columns and in the number chosen; vector levels.
  const rows = quick ? 5_000 : 10_000;
  results.columns = [16, 64, 256].map((cols) => ({
    cols,
    one: ours(clusters(rows, cols), { whole: true, repeats: 1 }),
  }));
  results.chosen = [10, 100, 500].map((size) => ({
    size,
    one: ours(clusters(rows, 64), { whole: true, repeats: 1, size }),
  }));
  results.levels = (process.arch === "x64" ? ["baseline", "avx2", "avx512"] : ["neon"]).flatMap((level) => {
    try {
      return [
        { level, one: ours(clusters(rows, 64), { whole: true, repeats: 1, method: "on-the-fly" }, level) },
      ];
    } catch {
      return [];
    }
  });
  printTable(`Growth at ${rows} rows, CPU`, [
    ...results.columns.map(({ cols, one }) => ({
      by: `${cols} columns`,
      form: one.method,
      CPU: time(one.cpu),
    })),
    ...results.chosen.map(({ size, one }) => ({
      by: `${size} chosen`,
      form: one.method,
      CPU: time(one.cpu),
    })),
    ...results.levels.map(({ level, one }) => ({ by: level, form: one.method, CPU: time(one.cpu) })),
  ]);
  return results;
};
