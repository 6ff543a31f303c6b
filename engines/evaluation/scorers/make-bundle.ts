import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

import { buildBundle, readBundle } from "#engines/verification";
import type { EvidenceBundle, EvidenceManifest, Provenance } from "#engines/verification";

import type { ObservedEffect } from "./observe-crash.ts";

const SOURCE = "source";
const INPUT = "reproducer/input";
const PATCH = "candidate.patch";

export type SourceTree = ReadonlyMap<string, Uint8Array>;
export interface BundleParts {
  readonly title: string;
  readonly description: string;
  readonly target: Pick<EvidenceManifest["target"], "name" | "version" | "repository" | "recipe">;
  readonly source: SourceTree;
  readonly seen: ObservedEffect;
  readonly input: Uint8Array;
  /** Paths in the source tree. */
  readonly controls: readonly string[];
  readonly candidatePatch: Uint8Array | null;
  readonly provenance: Provenance;
  readonly delivery?: "file" | "stdin";
  /** More files of the bundle, such as an oracle's, by their path in it. */
  readonly beside?: SourceTree;
}

/** An evidence bundle, as its bytes and as read back from them. */
export async function makeBundle(parts: BundleParts): Promise<{ readonly bytes: Uint8Array; readonly bundle: EvidenceBundle }> {
  const files = new Map([...parts.source].map(([path, content]) => [`${SOURCE}/${path}`, content]));
  files.set(INPUT, parts.input);
  for (const [path, content] of parts.beside ?? []) files.set(path, content);
  if (parts.candidatePatch) files.set(PATCH, parts.candidatePatch);
  const bytes = await buildBundle(
    {
      schema: "breakwater-evidence/2",
      title: parts.title,
      description: parts.description,
      weakness: parts.seen.weakness,
      target: { ...parts.target, location: placeOf(parts), source: SOURCE },
      reproducer: { input: INPUT, ...(parts.delivery && { delivery: parts.delivery }) },
      expected: parts.seen.effect,
      controls: parts.controls.map((path) => `${SOURCE}/${path}`),
      candidatePatch: parts.candidatePatch && PATCH,
      provenance: parts.provenance,
    },
    files,
  );
  return { bytes, bundle: await readBundle(bytes) };
}

/** Where the report names no file of the tree (a crash without symbols), the first source file stands for the whole. */
function placeOf({ seen, source }: BundleParts): string {
  if (seen.location !== null && source.has(seen.location)) return seen.location;
  const paths = [...source.keys()].toSorted();
  return paths.find((path) => /\.(?:c|h|cc|cpp|py|js|mjs|go|rs|java)$/.test(path)) ?? paths[0] ?? "";
}

/** The regular files of a host folder by path, without the history git keeps in it. Links are left out, as the sandbox leaves them out. */
export async function readTree(directory: string): Promise<SourceTree> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = relative(directory, join(entry.parentPath, entry.name));
    if (entry.isFile() && !path.startsWith(".git/")) files.set(path, new Uint8Array(await readFile(join(directory, path))));
  }
  return files;
}
