/**
 * Lets Node run the TypeScript sources of benches, examples and reliability measures directly:
 * `node --import ./scripts/typescript.mjs file.ts`. Types are erased, nothing is checked (`npm run check` does).
 */
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

let typescript;

/** Loader hook: erases the types of `.ts` files outside of dependencies. */
export const load = async (url, context, next) => {
  if (!url.startsWith("file:") || !/\.ts($|\?)/.test(url)) return next(url, context);
  typescript ??= (await import("typescript")).default;
  const path = fileURLToPath(url);
  const { outputText } = typescript.transpileModule(await readFile(path, "utf8"), {
    fileName: path,
    compilerOptions: {
      module: typescript.ModuleKind.ESNext,
      target: typescript.ScriptTarget.ES2023,
      verbatimModuleSyntax: true,
      inlineSourceMap: true,
    },
  });
  return { format: "module", source: outputText, shortCircuit: true };
};

// The same file is the hook (on the loader's own thread) and the registration of it.
if (isMainThread) register(import.meta.url);
