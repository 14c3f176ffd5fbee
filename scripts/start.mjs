/** `npm start`: installs and builds what is missing or changed, then runs the demonstration on real data. */
import { build } from "./build.mjs";
import { run } from "./process.mjs";

await build();
process.exitCode = await run(process.execPath, ["dist/cli/main.js", "demo", ...process.argv.slice(2)]);
