// npm run conformance -- SUITE PATH… [--json]: runs one suite of tests/conformance on data that is given by path. Ends with
// 0 where nothing failed, 1 where something did, 2 where the arguments cannot be used.
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { RunSuite } from "../tests/conformance/suite.ts";

const SHOWN_FAILURES = 20;
const suitesFolder = join(import.meta.dirname, "..", "tests", "conformance");

async function listSuites(): Promise<readonly string[]> {
  const names = await readdir(suitesFolder);
  return names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "suite.ts").map((name) => name.slice(0, -3)).toSorted();
}

async function findMissing(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await access(path).then(() => true, () => false);
    if (!isThere) return path;
  }
  return undefined;
}

function refuse(message: string): 2 {
  process.stderr.write(`${message}\n`);
  return 2;
}

function readArguments(args: readonly string[]): { readonly positionals: readonly string[]; readonly json: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: "boolean", default: false } }, allowPositionals: true });
    return { positionals, json: values.json };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Runs the suite named first on the paths that follow, and returns the exit code. */
export async function runConformance(args: readonly string[]): Promise<0 | 1 | 2> {
  const suites = await listSuites();
  const usage = `npm run conformance -- SUITE PATH… [--json], where SUITE is one of: ${suites.join(", ")}`;
  const given = readArguments(args);
  if (!given) return refuse(`The only option is --json. ${usage}`);
  const [name = "", ...paths] = given.positionals;
  if (!suites.includes(name)) return refuse(name === "" ? usage : `There is no suite "${name}". ${usage}`);
  if (paths.length === 0) return refuse(`${name}: name the folder or file with the data. ${usage}`);
  const missing = await findMissing(paths);
  if (missing !== undefined) return refuse(`${missing}: there is no such file or folder.`);
  const { run } = (await import(join(suitesFolder, `${name}.ts`))) as { readonly run: RunSuite };
  const result = await run(paths);
  if (given.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const { suite, passed, failed, skipped, failures, ...figures } = result;
    const shown = failures.slice(0, SHOWN_FAILURES).map(({ id, expected, got }) => `  ${id}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}\n`);
    const more = failures.length > SHOWN_FAILURES ? `  and ${failures.length - SHOWN_FAILURES} more; --json shows all\n` : "";
    process.stdout.write(`${suite}: ${passed} passed, ${failed} failed, ${skipped} skipped${Object.entries(figures).map(([figure, value]) => `, ${figure} ${JSON.stringify(value)}`).join("")}\n${shown.join("")}${more}`);
  }
  return result.failed === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await runConformance(process.argv.slice(2));
