/** Dependencies point one way: ts → binding → domains → numerics → core, and markov → information. */
import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { imports, places, root, sources } from "./sources.ts";

interface Package {
  readonly name: string;
  readonly dependencies: readonly { readonly name: string; readonly kind: string | null }[];
}

const packages = (
  JSON.parse(
    execFileSync("cargo", ["metadata", "--no-deps", "--format-version=1"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as { packages: Package[] }
).packages;

const allowed: Record<string, readonly string[]> = {
  core: [],
  numerics: ["core"],
  information: ["core", "numerics"],
  submodular: ["core", "numerics"],
  bpe: ["core", "numerics"],
  markov: ["core", "numerics", "information"],
  binding: ["core", "numerics", "information", "markov", "submodular", "bpe"],
};

describe("the crates", () => {
  it.each(packages.map(({ name }) => name))("%s has its place", (name) => {
    expect(Object.keys(allowed)).toContain(name.replace(/^marginals-/, ""));
  });

  it.each(packages)("$name depends on nothing sideways or upward", ({ name, dependencies }) => {
    const own = dependencies
      .filter((dependency) => dependency.kind !== "dev" && dependency.name.startsWith("marginals-"))
      .map((dependency) => dependency.name.replace(/^marginals-/, ""));
    const permitted = allowed[name.replace(/^marginals-/, "")] ?? [];
    expect(own.filter((dependency) => !permitted.includes(dependency))).toEqual([]);
  });

  it("know Node-API in the binding alone", () => {
    const knowing = packages.filter(({ dependencies }) =>
      dependencies.some(({ name }) => name.startsWith("napi")),
    );
    expect(knowing.map(({ name }) => name)).toEqual(["marginals-binding"]);
  });

  it("start threads in the core and the binding alone", () => {
    const knowing = packages.filter(({ dependencies }) =>
      dependencies.some(({ name, kind }) => name === "rayon" && kind !== "dev"),
    );
    expect(
      knowing
        .map(({ name }) => name)
        .filter((name) => !["marginals-core", "marginals-binding"].includes(name)),
    ).toEqual([]);
  });
});

describe("the façade", () => {
  const files = sources(/^ts\/(?!native\/).*\.ts$/);
  const roomOf = (path: string): string => /^ts\/([^/]+)\//.exec(path)?.[1] ?? "";
  const edges = files.flatMap(({ path, text }) =>
    imports(text)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => ({ from: path, to: posix.normalize(posix.join(posix.dirname(path), specifier)) })),
  );

  it("exists", () => {
    expect(files.length).toBeGreaterThan(5);
    expect(edges.length).toBeGreaterThan(5);
  });

  it("imports the generated loader from one file", () => {
    expect([
      ...new Set(edges.filter(({ to }) => to.startsWith("ts/native/")).map(({ from }) => from)),
    ]).toEqual(["ts/native.ts"]);
    expect(places(files, /native\.cjs/).filter((place) => !place.startsWith("ts/native.ts:"))).toEqual([]);
  });

  it("keeps domains out of table and report, and rooms out of each other", () => {
    const domains = ["submodular", "information", "markov", "bpe"];
    const mayImport: Record<string, readonly string[]> = {
      table: [],
      report: ["table"],
      submodular: ["table"],
      information: ["table"],
      bpe: ["table"],
      // Its selections are answers of the optimizers, and named like them.
      markov: ["table", "submodular"],
      context: ["submodular", "bpe", "table"],
    };
    const wrong = edges.filter(({ from, to }) => {
      const [source, target] = [roomOf(from), roomOf(to)];
      if (source === "" || target === "" || target === "native" || source === target || source === "cli")
        return false;
      // What a result is called is shared; what computes it is not.
      return domains.includes(target) || source in mayImport ? !mayImport[source]?.includes(target) : false;
    });
    expect(wrong).toEqual([]);
  });

  it("imports nothing that is not its own, Node's or declared", () => {
    const manifest = JSON.parse(sources(/^package\.json$/)[0]?.text ?? "{}") as Record<
      string,
      Record<string, string>
    >;
    const declared = Object.keys({
      ...manifest["dependencies"],
      ...manifest["peerDependencies"],
      ...manifest["optionalDependencies"],
    });
    const foreign = files.flatMap(({ path, text }) =>
      imports(text)
        .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
        .filter(
          (specifier) => !declared.some((name) => specifier === name || specifier.startsWith(`${name}/`)),
        )
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(foreign).toEqual([]);
  });

  it("does not wait at import, which would break require()", () => {
    expect(places(files, /^(?:const .*= )?await /)).toEqual([]);
  });
});
