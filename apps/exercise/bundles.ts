import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Exercise } from "./exercise.types.ts";

const run = promisify(execFile);

interface Manifest {
  title: string;
  candidatePatch: string | null;
  target: { name: string; repository: string | null };
  reproducer: { input: string };
  provenance: { humanReview: string };
  [key: string]: unknown;
}

/** What the finder changes in a bundle before it is packed again. */
export interface BundleChange {
  readonly name: string;
  readonly manifest?: (manifest: Manifest) => void;
  /** A file that takes the place of the reproducer. */
  readonly input?: Uint8Array;
  /** A diff that becomes the candidate patch when there is none. */
  readonly patch?: string;
}

/** Opens a bundle with the system's tar, changes it as a finder would with an editor, and packs it again with the CLI. */
export async function repack(exercise: Exercise, bundle: string, change: BundleChange): Promise<string> {
  const folder = join(exercise.folder, "bundles", change.name);
  await mkdir(folder, { recursive: true });
  await run("tar", ["--extract", "--file", bundle, "--directory", folder]);
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Manifest;
  change.manifest?.(manifest);
  if (change.input) await writeFile(join(folder, manifest.reproducer.input), change.input);
  if (change.patch && manifest.candidatePatch === null) {
    await copyFile(change.patch, join(folder, "candidate.patch"));
    manifest.candidatePatch = "candidate.patch";
  }
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2));
  const out = join(exercise.folder, "bundles", `${change.name}.tar`);
  const packed = await exercise.command(["finding", "pack", folder, "--out", out, "--json"]);
  exercise.must(`breakwater finding pack makes ${change.name}.tar (${packed.stderr.trim()})`, packed.code === 0);
  return out;
}

/** The reproducer of a bundle. */
export async function readReproducer(exercise: Exercise, bundle: string): Promise<Buffer> {
  const folder = join(exercise.folder, "bundles", "read");
  await mkdir(folder, { recursive: true });
  await run("tar", ["--extract", "--file", bundle, "--directory", folder]);
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Manifest;
  return readFile(join(folder, manifest.reproducer.input));
}
