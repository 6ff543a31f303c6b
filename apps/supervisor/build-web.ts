import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = ["apps/web", "contracts", "api-client", "package-lock.json"];

/** Builds the web app when its sources are not those of the last build. Returns the folder to serve. */
export async function buildWeb(checkout: string): Promise<string> {
  const output = join(checkout, "apps/web/dist");
  const stamp = join(output, ".sources");
  const digest = digestOf(checkout);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return output;
  await runVite(checkout);
  writeFileSync(stamp, digest);
  return output;
}

function runVite(checkout: string): Promise<void> {
  const args = [join(checkout, "node_modules/vite/bin/vite.js"), "build", "--config", "apps/web/vite.config.ts", "--logLevel", "warn"];
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, NODE_ENV: "production" } });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-8000)));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`The web app did not build:\n${output}`))));
  });
}

function digestOf(checkout: string): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const path of filesUnder(join(checkout, source))) hash.update(path.slice(checkout.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [path];
    throw error;
  }
  return entries
    .filter((entry) => entry.name !== "dist" && !entry.name.endsWith(".test.ts"))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));
}
