// osv-offline as it is published, in a folder of its own: installed here at the first measurement, when its registry can be reached.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import manifest from "./package.json" with { type: "json" };

const FOLDER = import.meta.dirname;
const ENTRY = join(FOLDER, "node_modules/@renovatebot/osv-offline/dist/index.js");
const INSTALL_TIMEOUT_MS = 300_000;
/** The ecosystems it opens a file for, as it names them. */
const ECOSYSTEMS = ["crates.io", "Go", "Hackage", "Hex", "Maven", "npm", "NuGet", "Packagist", "Pub", "PyPI", "RubyGems"] as const;

interface OsvOffline {
  getVulnerabilities(ecosystem: string, packageName: string): Promise<readonly { readonly id: string }[]>;
}

export interface PeerRun {
  /** OSV records, as they were read. */
  readonly records: readonly object[];
  readonly packages: readonly { readonly ecosystem: string; readonly name: string }[];
  /** For its database, which it would otherwise download. */
  readonly folder: string;
  readonly tell: (line: string) => void;
}

/** Packages a second, by name alone, since it evaluates no versions; or why there is no figure. */
export async function measureOsvOffline({ records, packages, folder, tell }: PeerRun): Promise<{ readonly rate: number; readonly found: number; readonly version: string } | { readonly why: string }> {
  if (!existsSync(ENTRY)) {
    tell("osv-offline is installed");
    const child = spawn("npm", ["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: "ignore", timeout: INSTALL_TIMEOUT_MS });
    await Promise.race([once(child, "close"), once(child, "error")]);
    if (!existsSync(ENTRY)) return { why: "it could not be installed" };
  }
  await writeDatabase(records, folder);
  // Read once, when it is loaded: where the files are, and that nothing is asked of the network.
  process.env["OSV_OFFLINE_ROOT_DIR"] = folder;
  process.env["OSV_OFFLINE_DISABLE_DOWNLOAD"] = "true";
  const { OsvOffline } = (await import(ENTRY)) as { readonly OsvOffline: { create(): Promise<OsvOffline> } };
  const peer = await OsvOffline.create();
  const [first] = packages;
  if (first) await peer.getVulnerabilities(first.ecosystem, first.name);
  let found = 0;
  const startedAt = performance.now();
  for (const { ecosystem, name } of packages) found += (await peer.getVulnerabilities(ecosystem, name)).length;
  return { rate: (1000 * packages.length) / (performance.now() - startedAt), found, version: manifest.dependencies["@renovatebot/osv-offline"] };
}

/** One file for each ecosystem, one record on a line, each under an id of its own: the layout of its own releases. */
async function writeDatabase(records: readonly object[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = new Map<string, string[]>(ECOSYSTEMS.map((ecosystem) => [ecosystem, []]));
  for (const [index, record] of records.entries()) {
    const { affected = [] } = record as { readonly affected?: readonly { readonly package?: { readonly ecosystem?: string } }[] };
    for (const ecosystem of new Set(affected.map((entry) => entry.package?.ecosystem ?? ""))) lines.get(ecosystem)?.push(JSON.stringify({ ...record, _id: String(index) }));
  }
  for (const [ecosystem, ofIt] of lines) await writeFile(join(folder, `${ecosystem.toLowerCase()}.nedb`), ofIt.map((line) => `${line}\n`).join(""));
}
