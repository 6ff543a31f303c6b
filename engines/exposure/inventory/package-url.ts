import { IdentifierError } from "../exposure.errors.ts";
import { buildPurl } from "../identifiers/purl.ts";

export interface NamedPackage {
  readonly type: "npm" | "pypi" | "cargo" | "golang" | "deb" | "rpm";
  /** With its scope, path or group before the last slash. */
  readonly name: string;
  readonly namespace?: string | null;
  readonly version: string | null;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

/** The package URL of what a lock file or a package manager names; null where its rules allow none. */
export function findPackageUrl({ type, name, namespace = null, version, qualifiers }: NamedPackage): string | null {
  const slash = name.lastIndexOf("/");
  const own = slash < 0 ? namespace : name.slice(0, slash);
  try {
    return buildPurl({ type, namespace: own, name: name.slice(slash + 1), version, qualifiers: qualifiers ?? null });
  } catch (error) {
    if (error instanceof IdentifierError) return null;
    throw error;
  }
}
