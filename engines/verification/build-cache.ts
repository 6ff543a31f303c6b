import { createHash } from "node:crypto";
import type { BuiltFile } from "./bundle-archive.ts";

// Ten thousand findings of one target are ten thousand times one build: the gauge of our tests builds in 300 ms and runs in 5.
// A build is kept under everything that goes into it, so that no finding is ever run on what another one brought along.

/** What a build leaves; hostile, and only ever unpacked in a sandbox. */
export interface KeptBuild {
  readonly tree: Uint8Array;
  readonly files: readonly BuiltFile[] | null;
}

export interface BuildCache {
  find(key: string): KeptBuild | undefined;
  keep(key: string, build: KeptBuild): void;
}

interface BuildInput {
  readonly source: ReadonlyMap<string, Uint8Array>;
  readonly build: readonly (readonly string[])[];
  readonly language: string;
  readonly artefact: string | null;
}

/** SHA-256 over all that decides what comes out of a build. */
export function keyOfBuild({ source, build, language, artefact }: BuildInput): string {
  const hash = createHash("sha256").update(JSON.stringify([language, build, artefact]));
  for (const [path, content] of [...source].toSorted(([left], [right]) => (left < right ? -1 : 1))) hash.update(JSON.stringify([path, content.length])).update(content);
  return hash.digest("hex");
}

/** Keeps the builds used last, up to so many bytes; one that failed is never kept, since a busy host may have been why. */
export function createBuildCache(maxBytes = 256 * 1024 * 1024): BuildCache {
  const kept = new Map<string, KeptBuild>();
  let bytes = 0;
  const drop = (key: string) => {
    bytes -= kept.get(key)?.tree.length ?? 0;
    kept.delete(key);
  };
  return {
    find: (key) => {
      const build = kept.get(key);
      // Used last, dropped last.
      if (build && kept.delete(key)) kept.set(key, build);
      return build;
    },
    keep: (key, build) => {
      drop(key);
      if (build.tree.length > maxBytes) return;
      kept.set(key, build);
      bytes += build.tree.length;
      for (const oldest of kept.keys()) if (bytes > maxBytes) drop(oldest);
    },
  };
}
