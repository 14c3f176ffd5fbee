/** `npm run docs`: API documentation of the façade (typedoc) and the crates (rustdoc), warnings as errors. */
import { install } from "./install.mjs";
import { must } from "./process.mjs";

await install();
await must("typedoc", []);
await must("cargo", ["doc", "--workspace", "--no-deps"], { env: { RUSTDOCFLAGS: "--deny warnings" } });
console.log("reports/docs/index.html and target/doc/marginals_core/index.html");
