/** Rules of the house that the compilers do not know. */
import { describe, expect, it } from "vitest";
import { paths, places, sources, withoutRustComments, withoutRustTests } from "./sources.ts";

const rust = sources(/^crates\/[^/]+\/(src|build\.rs).*\.rs$|^crates\/[^/]+\/build\.rs$/);
const product = rust.map(({ path, text }) => ({ path, text: withoutRustComments(withoutRustTests(text)) }));
const outside = (...allowed: readonly string[]) =>
  product.filter(({ path }) => !allowed.some((prefix) => path.startsWith(prefix)));

describe("one parallel primitive", () => {
  it("finds the sources", () => {
    expect(product.length).toBeGreaterThan(20);
    expect(places(product, /\brayon\b/).length).toBeGreaterThan(0);
  });

  it("no parallel iterators anywhere: their reductions depend on the number of threads", () => {
    expect(
      places(product, /\b(par_iter|par_iter_mut|into_par_iter|par_bridge|par_chunks\w*|par_sort\w*)\b/),
    ).toEqual([]);
  });

  it("rayon and threads only in Run and in the binding", () => {
    const others = outside("crates/core/src/run.rs", "crates/binding/src/");
    expect(places(others, /\brayon\b|\bthread::(spawn|scope|Builder)\b|\bcrossbeam\b/)).toEqual([]);
  });
});

describe("unsafe code", () => {
  it("stands in the SIMD kernels and in the binding alone", () => {
    const others = outside("crates/numerics/src/arch/", "crates/binding/src/");
    expect(places(others, /\bunsafe\b(?!_code)/)).toEqual([]);
  });

  it("is forbidden by every other crate", () => {
    const roots = rust.filter(({ path }) => /^crates\/(?!numerics|binding)[^/]+\/src\/lib\.rs$/.test(path));
    expect(roots.length).toBeGreaterThan(2);
    for (const { path, text } of roots) expect(text, path).toContain("#![forbid(unsafe_code)]");
  });

  it("states its invariant at every block", () => {
    const bare = rust
      .filter(({ path }) => /numerics\/src\/arch|binding\/src/.test(path))
      .flatMap(({ path, text }) => {
        const lines = text.split("\n");
        return lines.flatMap((line, index) => {
          if (!/\bunsafe\s*\{/.test(line) || /^\s*\/\//.test(line)) return [];
          const before = lines.slice(Math.max(0, index - 6), index + 1).join("\n");
          return /SAFETY:/.test(before) ? [] : [`${path}:${index + 1}`];
        });
      });
    expect(bare).toEqual([]);
  });
});

describe("results", () => {
  it("are memory of the engine: nothing is handed out that Electron forbids", () => {
    const binding = product.filter(({ path }) => path.startsWith("crates/binding/src/"));
    const owned =
      /->[^{;]*\b(?:[A-Z][a-z]+\d+Array|Buffer|ArrayBuffer)\b|\b(?:Array|Buffer)::(?:new|with_data_copied|from)\b/;
    expect(places(binding, /\b\w+Array::(new|with_data_copied|from)\(/)).toEqual([]);
    expect(places(binding, owned)).toEqual([]);
  });
});

describe("panics", () => {
  it("every exported function of the binding is guarded", () => {
    const unguarded = sources(/^crates\/binding\/src\/.*\.rs$/).flatMap(({ path, text }) =>
      [...text.matchAll(/#\[napi(?:\(([^\]]*)\))?\]\s*(?:\/\/[^\n]*\s*)*pub (?:async )?fn (\w+)/g)]
        .filter(([, options = ""]) => !/catch_unwind|module_exports/.test(options))
        .map(([, , name]) => `${path}: ${name}`),
    );
    expect(unguarded).toEqual([]);
  });

  it("the release profile unwinds", () => {
    const manifest = sources(/^Cargo\.toml$/)[0]?.text ?? "";
    expect(manifest).toMatch(/\[profile\.release\][^[]*panic = "unwind"/);
  });

  it("no unfinished code", () => {
    expect(places(product, /\b(todo|unimplemented|dbg)!\s*\(/)).toEqual([]);
  });
});

describe("files", () => {
  it("are not named after a layer", () => {
    expect(paths(/(^|\/)(utils?|helpers?|common|misc)(\.|\/)/)).toEqual([]);
  });

  it("stay readable in one sitting", () => {
    // 300 lines (Rust, before its tests) and 200 (TypeScript) are the aim; these are the ends of patience.
    const length = (text: string): number => text.trimEnd().split("\n").length;
    const long = [
      ...rust.filter(({ text }) => length(withoutRustTests(text)) > 400 || length(text) > 500),
      ...sources(/^ts\/(?!native\/).*\.ts$/).filter(({ text }) => length(text) > 250),
    ].map(({ path, text }) => `${path}: ${length(text)} lines`);
    expect(long).toEqual([]);
  });

  it("open with what they hold", () => {
    const bare = [
      ...rust.filter(({ text }) => !/^(#!\[[^\n]*\n)*\/\/[!/ ]/.test(text)),
      ...sources(/^ts\/(?!native\/).*\.ts$/).filter(({ text }) => !/^(#![^\n]*\n)?\/\*\*/.test(text)),
    ].map(({ path }) => path);
    expect(bare).toEqual([]);
  });

  it("name no machine and no registry host", () => {
    const texts = sources(
      /(^|\/)(package\.json|package-lock\.json|Cargo\.(toml|lock)|\.npmrc)$|\.(rs|ts|mts|cts|mjs|cjs|py|md|ya?ml|toml|sh|html)$|^\.ci\//,
    ).filter(({ path }) => !path.startsWith("__test__/architecture/"));
    const machine = /(^|[\s"'`(=:])\/(home|Users|root|work|tmp|opt)\/[A-Za-z0-9_.-]/;
    expect(places(texts, machine)).toEqual([]);
    expect(places(sources(/^package-lock\.json$/), /"resolved"/)).toEqual([]);
    expect(places(texts, /\b(localhost|127\.0\.0\.1|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+):\d+/)).toEqual([]);
  });
});

describe("the lock file", () => {
  it("holds every platform's packages, so that a fresh install works everywhere", () => {
    interface Entry {
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    }
    const lock = JSON.parse(sources(/^package-lock\.json$/)[0]?.text ?? "{}") as {
      packages: Record<string, Entry>;
    };
    const present = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, "")));
    const missing = Object.values(lock.packages).flatMap((entry) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter(
        (name) => !present.has(name),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe("errors", () => {
  it("the façade throws its own kind", () => {
    // `typed-array.ts` meets a plain error only in an engine without typed arrays.
    const bare = places(
      sources(/^ts\/(?!native\/|errors\.ts|typed-array\.ts).*\.ts$/),
      /throw new (Error|TypeError|RangeError|SyntaxError)\(/,
    );
    expect(bare).toEqual([]);
  });

  it("the façade casts nothing through unknown", () => {
    expect(
      places(sources(/^ts\/(?!native\/).*\.ts$/), /\bas unknown as\b|\bas any\b|@ts-(ignore|nocheck)/),
    ).toEqual([]);
  });
});
