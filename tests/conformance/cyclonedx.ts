// CycloneDX's own test files, `valid-*` and `invalid-*`, in JSON and XML: each valid one must be read with nothing left out,
// each invalid one must be refused with a reason. Other bills in the same folders must be read, strictness apart.
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { InventoryError, parseInventory } from "#engines/exposure";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

async function listFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path, { recursive: true })).filter((name) => /\.(?:json|xml)$/.test(name)).toSorted().map((name) => join(path, name));
}

type Outcome = { readonly refused: string } | { readonly read: number; readonly leftOut: readonly string[] };

function read(bytes: Uint8Array, isStrict: boolean): Outcome {
  try {
    const { assets, skipped } = parseInventory(bytes, { isStrict });
    return { read: assets.length, leftOut: skipped.map(({ path, reason }) => `${path ?? ""}: ${reason}`) };
  } catch (error) {
    if (error instanceof InventoryError) return { refused: error.message };
    throw error;
  }
}

function judge(file: string, bytes: Uint8Array): ConformanceFailure | undefined {
  const isInvalid = basename(file).startsWith("invalid-");
  const got = read(bytes, isInvalid || basename(file).startsWith("valid-"));
  const isRight = isInvalid ? "refused" in got && got.refused !== "" : "read" in got && got.leftOut.length === 0;
  return isRight ? undefined : { id: file, expected: isInvalid ? "to be refused with a reason" : "to be read with nothing left out", got };
}

export const run: RunSuite = async (paths) => {
  const files = (await Promise.all(paths.map(listFiles))).flat();
  // What is marked `skip_` its own authors do not hold to the mark.
  const judged = files.filter((file) => !basename(file).startsWith("skip_"));
  const failures: ConformanceFailure[] = [];
  for (const file of judged) {
    const failure = judge(file, await readFile(file));
    if (failure) failures.push(failure);
  }
  return { suite: "cyclonedx", passed: judged.length - failures.length, failed: failures.length, skipped: files.length - judged.length, failures };
};
