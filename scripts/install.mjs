/** Installs the development tools when the installed ones are not those of the lock file. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { available, Failed, isMain, must, root } from "./process.mjs";

const readLock = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {});

/** Whether every package that the lock file requires is installed in its version. */
export const isInstalled = () => {
  const wanted = readLock(join(root, "package-lock.json"));
  const installed = readLock(join(root, "node_modules", ".package-lock.json"));
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === "" || optional || devOptional || installed[path]?.version === version,
  );
};

/** `npm ci`, where needed. */
export const install = async () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node 20.19 or later is needed, this is ${process.versions.node}.`);
    throw new Failed("node", 1);
  }
  if (!isInstalled()) {
    console.log("Installing the development tools of package-lock.json …");
    await must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  }
  if (!available("cargo")) {
    console.error("Rust is needed to build the addon: https://rustup.rs installs it.");
    throw new Failed("cargo", 1);
  }
};

if (isMain(import.meta.url)) await install();
