import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { match, parseInventory, readAdvisory } from "#engines/exposure";

export interface OwnMatch {
  readonly package: string;
  readonly version: string | null;
  readonly advisory: string;
  readonly reason: string;
}

/** Our own bill of materials against a folder of OSV or CSAF advisories, by the engine that operators use. */
export async function matchSbom(sbom: object, advisoriesFolder: string): Promise<readonly OwnMatch[]> {
  const inventory = parseInventory(Buffer.from(JSON.stringify(sbom)), { fileName: "sbom.cdx.json" });
  const names = (await readdir(advisoriesFolder)).filter((name) => name.endsWith(".json")).toSorted();
  const advisories = await Promise.all(names.map(async (name) => readAdvisory(JSON.parse(await readFile(join(advisoriesFolder, name), "utf8")))));
  return match({ advisories, inventory, threshold: 0.7 }).map(({ asset, vulnerabilityId, reason }) => ({ package: asset.product, version: asset.version, advisory: vulnerabilityId, reason }));
}
