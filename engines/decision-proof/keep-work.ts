import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { initializeBindings, setNumberOfWorkers, type Cache } from "o1js";
import { openWorkFolder } from "./work-folder.ts";

// Of the proofs of a circuit that takes in none.
const WRAP_SRS_SIZE = 2 ** 15;
const WRAP_DOMAIN_LOG2 = 13;

interface Srs {
  readonly fq: { create(size: number): unknown; addLagrangeBasis(srs: unknown, logSize: number): void };
}

/**
 * Makes a process ready to check proofs with what an earlier one worked out: 20 s of one processor, the first time. o1js
 * does so for compiling alone, so this takes its inner modules, of the very version that is pinned. Whoever can write to
 * the folder can make a false proof hold: it must be the user's own.
 * @throws DecisionProofError `prover-failed` when it is not
 */
export async function keepWork(folder: string): Promise<void> {
  const work = openWorkFolder(folder);
  setNumberOfWorkers(availableParallelism());
  await initializeBindings();
  const root = dirname(createRequire(import.meta.url).resolve("o1js"));
  const inner = async <Module>(path: string) => (await import(pathToFileURL(join(root, path)).href)) as Module;
  const { setSrsCache } = await inner<{ setSrsCache(cache: Cache): void }>("bindings/crypto/cache.js");
  const { wasm, withThreadPool } = await inner<{ wasm: unknown; withThreadPool(work: () => Promise<void>): Promise<void> }>("bindings.js");
  const { __snarkyTsBindings: bindings } = globalThis as unknown as { __snarkyTsBindings: { srs(wasm: unknown): Srs } };
  setSrsCache(work);
  await withThreadPool(async () => {
    const { fq } = bindings.srs(wasm);
    fq.addLagrangeBasis(fq.create(WRAP_SRS_SIZE), WRAP_DOMAIN_LOG2);
  });
}
