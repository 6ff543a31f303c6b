// promptfoo as it is published, in a folder of its own: installed here at the first measurement, when its registry can be reached.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import manifest from "./package.json" with { type: "json" };

const FOLDER = import.meta.dirname;
const ENTRY = join(FOLDER, "node_modules/promptfoo/dist/src/entrypoint.js");
const INSTALL_TIMEOUT_MS = 600_000;
const RUN_TIMEOUT_MS = 300_000;

export interface PeerPlace {
  readonly url: string;
  readonly count: number;
  /** For its configuration and its results. */
  readonly folder: string;
  readonly tell: (line: string) => void;
}

/** Prompts a second through the command line, its start and its report included, as a user waits for them; or why there is no figure. */
export async function measurePromptfoo({ url, count, folder, tell }: PeerPlace): Promise<{ readonly rate: number; readonly version: string } | { readonly why: string }> {
  if (!existsSync(ENTRY)) {
    tell("promptfoo is installed, which takes some minutes");
    // By its lock file; `npm ci` refuses the lock for want of other systems' optional packages.
    const installed = await run("npm", ["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"], { cwd: FOLDER, env: process.env, timeoutMs: INSTALL_TIMEOUT_MS });
    if (installed.code !== 0 || !existsSync(ENTRY)) return { why: `it could not be installed: ${installed.said.trim().split("\n").at(-1) ?? ""}` };
  }
  const place = join(folder, `promptfoo-${count}`);
  await mkdir(place, { recursive: true });
  const results = join(place, "results.json");
  await writeFile(join(place, "promptfooconfig.json"), JSON.stringify({
    prompts: ["{{question}}"],
    providers: [{ id: "openai:chat:mock", config: { apiBaseUrl: `${url}/v1`, apiKey: "sk-benchmark-0001" } }],
    tests: Array.from({ length: count }, (_, index) => ({ vars: { question: `This is question ${index + 1} of many. Say yes.` }, assert: [{ type: "equals", value: "yes" }] })),
  }));
  const startedAt = performance.now();
  const measured = await run(process.execPath, [ENTRY, "eval", "-c", join(place, "promptfooconfig.json"), "-o", results, "-j", "50", "--no-cache", "--no-progress-bar", "--no-table"], {
    cwd: place,
    // Nothing is sent anywhere, and nothing outside the folder is touched.
    env: { PATH: process.env["PATH"], HOME: place, PROMPTFOO_CONFIG_DIR: place, PROMPTFOO_DISABLE_TELEMETRY: "1", PROMPTFOO_DISABLE_UPDATE: "1", PROMPTFOO_DISABLE_REMOTE_GENERATION: "1" },
    timeoutMs: RUN_TIMEOUT_MS,
  });
  const elapsedMs = performance.now() - startedAt;
  if (!existsSync(results)) return { why: `it ended with ${measured.code} and no results: ${measured.said.trim().split("\n").at(-1) ?? ""}` };
  const { results: found } = JSON.parse(await readFile(results, "utf8")) as { readonly results: { readonly stats: { readonly successes: number } } };
  if (found.stats.successes !== count) return { why: `only ${found.stats.successes} of ${count} answers were right` };
  return { rate: (1_000 * count) / elapsedMs, version: manifest.dependencies.promptfoo };
}

async function run(program: string, args: readonly string[], { cwd, env, timeoutMs }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number }): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
  let said = "";
  const hear = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000));
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = await Promise.race([once(child, "close"), once(child, "error")]);
  return typeof ended[0] === "number" || ended[0] === null ? { code: ended[0] as number | null, said } : { code: null, said: String(ended[0]) };
}
