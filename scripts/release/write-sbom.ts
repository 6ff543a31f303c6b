import { createHash } from "node:crypto";
import type { LockedPackage } from "./lock-file.ts";

export interface SbomSubject {
  readonly name: string;
  readonly version: string;
  readonly packages: readonly LockedPackage[];
}

/**
 * The software bill of materials of Breakwater itself, CycloneDX 1.6 JSON: every package of the lock file with its purl,
 * the digest that npm checks, its licence, and whether it is only for development. The serial number follows from the
 * content, so that the same lock file gives the same bytes.
 */
export function writeSbom({ name, version, packages }: SbomSubject): object {
  const components = packages.map((one) => ({
    type: "library",
    "bom-ref": toPurl(one),
    name: one.name,
    version: one.version,
    scope: one.development ? "excluded" : "required",
    purl: toPurl(one),
    ...(one.integrity === undefined ? {} : { hashes: [toHash(one.integrity)] }),
    ...(one.licence === undefined ? {} : { licenses: [toLicence(one.licence)] }),
  }));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${toUuid(JSON.stringify([name, version, components]))}`,
    version: 1,
    metadata: { component: { type: "application", "bom-ref": `${name}@${version}`, name, version, licenses: [{ license: { id: "Apache-2.0" } }] } },
    components,
    dependencies: [{ ref: `${name}@${version}`, dependsOn: components.map(({ purl }) => purl) }],
  };
}

/** https://github.com/package-url/purl-spec, type `npm`: the scope is the namespace, its `@` encoded. */
function toPurl({ name, version }: LockedPackage): string {
  return `pkg:npm/${name.startsWith("@") ? `%40${name.slice(1)}` : name}@${encodeURIComponent(version)}`;
}

function toHash(integrity: string): { readonly alg: string; readonly content: string } {
  const [algorithm = "", digest = ""] = (integrity.split(" ")[0] ?? "").split("-");
  return { alg: algorithm.replace("sha", "SHA-"), content: Buffer.from(digest, "base64").toString("hex") };
}

function toLicence(text: string): object {
  return /^[A-Za-z0-9.-]+$/.test(text) ? { license: { id: text } } : text.startsWith("SEE ") ? { license: { name: text } } : { expression: text.replace(/^\(|\)$/g, "") };
}

/** Version 8 (RFC 9562, section 5.8): the bits are a digest of ours. */
function toUuid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
