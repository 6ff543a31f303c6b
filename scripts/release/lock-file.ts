import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** One installed package of the lock file (npm's lockfileVersion 3), without the project itself. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of the tarball, such as `sha512-…`. */
  readonly integrity: string | undefined;
  readonly licence: string | undefined;
  readonly development: boolean;
  readonly hasInstallScript: boolean;
}

const lockFile = z.object({
  name: z.string(),
  version: z.string(),
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), z.object({ name: z.string().optional(), version: z.string().optional(), integrity: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional(), hasInstallScript: z.boolean().optional() })),
});

/** The lock file of the repository at `root`, packages in the order of their names. */
export function readLockFile(root: string): { readonly name: string; readonly version: string; readonly packages: readonly LockedPackage[] } {
  const { name, version, packages } = lockFile.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  const byKey = new Map<string, LockedPackage>();
  for (const [path, entry] of Object.entries(packages)) {
    if (path === "" || entry.version === undefined) continue;
    const own = entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    byKey.set(`${own}@${entry.version}`, {
      name: own,
      version: entry.version,
      integrity: entry.integrity,
      licence: entry.license,
      development: entry.dev ?? false,
      hasInstallScript: entry.hasInstallScript ?? false,
    });
  }
  return { name, version, packages: [...byKey.values()].toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1)) };
}
