/** The package as its users meet it: packed, installed into an empty folder, imported and required. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  version: string;
  exports: Record<string, unknown>;
  dependencies?: Record<string, string>;
};
const rooms = Object.keys(manifest.exports).filter((path) => path !== "./package.json");

let folder = "";
let files: string[] = [];
const installed = (...path: string[]) => join(folder, "node_modules", ...path);
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const evaluate = (script: string): string => node("--input-type=module", "--eval", script).trim();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "marginals-installed-"));
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as [{ filename: string; files: { path: string }[] }];
  files = packed.files.map(({ path }) => path).sort();
  // What an installer does with the package, its dependencies and the package of this platform.
  mkdirSync(installed("marginals"), { recursive: true });
  execFileSync("tar", [
    "-xzf",
    join(folder, packed.filename),
    "--strip-components=1",
    "-C",
    installed("marginals"),
  ]);
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dependencies?: Record<string, string> }>;
  };
  const bring = (name: string): void => {
    if (existsSync(installed(name))) return;
    cpSync(join(root, "node_modules", name), installed(name), { recursive: true, dereference: true });
    for (const next of Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {})) bring(next);
  };
  Object.keys(manifest.dependencies ?? {}).forEach(bring);
  const addon = readdirSync(join(root, "ts", "native")).find((name) => name.endsWith(".node")) ?? "";
  const platform = addon.replace(/^marginals\.(.*)\.node$/, "$1");
  const home = installed(`marginals-${platform}`);
  mkdirSync(home);
  cpSync(join(root, "ts", "native", addon), join(home, addon));
  writeFileSync(
    join(home, "package.json"),
    JSON.stringify({ name: `marginals-${platform}`, version: manifest.version, main: addon }),
  );
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the tarball", () => {
  it("holds what it must and nothing else", () => {
    const allowed = [
      /^(CHANGELOG\.md|CITATION\.cff|LICENSE|README\.md|package\.json)$/,
      /^dist\/(?:[a-z]+\/)*[a-z0-9-]+\.(?:js|d\.ts|d\.ts\.map)$/,
      /^dist\/native\/native\.(?:cjs|d\.cts)$/,
      // The demonstration's data and what a report is drawn with.
      /^dist\/[a-z]+\/(?:[a-z]+\/)*[a-zA-Z0-9-]+\.(?:csv|css|json|md|txt|html)$/,
      /^examples\/data\/[\w.-]+$/,
      /^ts\/(?:[a-z]+\/)*[a-z0-9-]+\.ts$/,
    ];
    expect(files.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(files).toContain("LICENSE");
    expect(files).toContain("README.md");
    expect(files).toContain("dist/native/native.cjs");
  });

  it("holds no binary: those live in the packages of the platforms", () => {
    expect(files.filter((path) => /\.(node|so|dylib|dll|exe)$/.test(path))).toEqual([]);
  });

  it.each(rooms)("holds %s with its types", (room) => {
    const path = room === "." ? "dist/index" : `dist/${room.slice(2)}/index`;
    expect(files).toContain(`${path}.js`);
    expect(files).toContain(`${path}.d.ts`);
  });

  it("runs nothing when it is installed", () => {
    const { scripts = {} } = JSON.parse(readFileSync(installed("marginals", "package.json"), "utf8")) as {
      scripts?: Record<string, string>;
    };
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });
});

describe("the installed package", () => {
  it.each(rooms)("imports %s", (room) => {
    const specifier = room === "." ? "marginals" : `marginals/${room.slice(2)}`;
    expect(
      Number(evaluate(`import * as room from "${specifier}"; console.log(Object.keys(room).length);`)),
    ).toBeGreaterThan(0);
  });

  it.each(rooms)("requires %s", (room) => {
    const specifier = room === "." ? "marginals" : `marginals/${room.slice(2)}`;
    const script = `console.log(Object.keys(require("${specifier}")).length)`;
    expect(Number(node("--no-warnings", "--eval", script).trim())).toBeGreaterThan(0);
  });

  it("loads no addon at import", () => {
    rmSync(join(folder, "moved"), { recursive: true, force: true });
    const script = `
      import process from "node:process";
      import { version } from "marginals";
      import "marginals/markov";
      const loaded = process.report.getReport().sharedObjects.filter((path) => path.endsWith(".node"));
      console.log(loaded.length, version);`;
    expect(evaluate(script)).toBe(`0 ${manifest.version}`);
  });

  it("computes", () => {
    const script = `
      import { MarkovChain } from "marginals/markov";
      const chain = MarkovChain.curieWeiss({ spins: 5, inverseTemperature: 0.1, field: 1 });
      console.log((await chain.select("entropy-rate", { size: 2 })).indices.length);`;
    expect(evaluate(script)).toBe("2");
  });

  it("says what to do when the package of the platform is missing", () => {
    const [platform] = readdirSync(join(folder, "node_modules")).filter((name) =>
      name.startsWith("marginals-"),
    );
    cpSync(installed(platform ?? ""), join(folder, "moved"), { recursive: true });
    rmSync(installed(platform ?? ""), { recursive: true });
    try {
      const script = `
        import { configure } from "marginals";
        try { configure(); console.log("loaded"); } catch (error) { console.log(error.name, error.code, error.message); }`;
      const said = evaluate(script);
      expect(said).toMatch(/^MarginalsError ERR_MARGINALS_LOAD /);
      expect(said).toContain(`${process.platform}-${process.arch}`);
    } finally {
      cpSync(join(folder, "moved"), installed(platform ?? ""), { recursive: true });
    }
  });

  it("has a command line", () => {
    const { bin } = JSON.parse(readFileSync(installed("marginals", "package.json"), "utf8")) as {
      bin: Record<string, string>;
    };
    const said = node(installed("marginals", bin["marginals"] ?? ""), "--help");
    expect(said).toContain("marginals");
  });
});
