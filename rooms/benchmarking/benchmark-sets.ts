import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { BenchmarkSetError, loadBenchmarkSet, type BenchmarkSet } from "#engines/evaluation";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import type { BenchmarkSetReference } from "./benchmarking.types.ts";

/** Loads a set from `<directory>/<id>`, which must be of this version. */
export async function requireBenchmarkSet(directory: string, wanted: { readonly id: string; readonly version: string }): Promise<BenchmarkSet> {
  const unknown = (cause?: unknown) =>
    new BenchmarkingRefusal("unknown-benchmark-set", `benchmarkSet: the enclave holds no usable set ${wanted.id}, version ${wanted.version}`, { field: "benchmarkSet", cause });
  // The id is a name we were given: no path.
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(wanted.id)) throw unknown();
  let set: BenchmarkSet;
  try {
    set = await loadBenchmarkSet(join(directory, wanted.id));
  } catch (cause) {
    if (cause instanceof BenchmarkSetError) throw unknown(cause);
    throw cause;
  }
  if (set.id !== wanted.id || set.version !== wanted.version) throw unknown();
  return set;
}

/** As `requireBenchmarkSet`, and every file must be as it was when the standard was written. */
export async function requireUnchangedSet(directory: string, reference: BenchmarkSetReference): Promise<BenchmarkSet> {
  const set = await requireBenchmarkSet(directory, reference);
  if (set.digest !== reference.digest) {
    throw new BenchmarkingRefusal("unknown-benchmark-set", `The files of the set ${reference.id} are no longer those of the standard; restore them, or write a new standard.`);
  }
  return set;
}

/** The sets the enclave holds, by id; a folder that is no usable set is left out. */
export async function listBenchmarkSets(directory: string): Promise<readonly BenchmarkSet[]> {
  const sets: BenchmarkSet[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    try {
      sets.push(await loadBenchmarkSet(join(directory, entry.name)));
    } catch (error) {
      if (!(error instanceof BenchmarkSetError)) throw error;
    }
  }
  return sets.toSorted((a, b) => a.id.localeCompare(b.id));
}
