import { basename } from "node:path";
import { aboutFile, explainError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Talk } from "../command.types.ts";
import { listJsonFiles, readInput, readJson } from "../read-input.ts";

const MOST_ADVISORY_BYTES = 16 * 1024 * 1024;

export const matchCommand: Command = {
  noun: "match",
  summary: "Say which of an operator's assets advisories are about, on this machine, sending nothing anywhere",
  details: `The inventory is CycloneDX JSON or a spreadsheet saved as CSV; the advisories are CSAF 2 or OSV.
No match is no statement that anything is safe. What could not be read is listed, never left out in silence.`,
  operands: [],
  options: {
    inventory: { value: "FILE", required: true, help: "the operator's list of what they own" },
    advisories: { value: "DIR", required: true, help: "a folder of advisories, or one advisory" },
    threshold: { value: "PERCENT", help: "least probability of a match that is told (default 70)" },
  },
  examples: ["match --inventory assets.csv --advisories advisories/", "match --inventory sbom.cdx.json --advisories advisories/ --threshold 90 --json"],
  async run(given, talk) {
    const { match, parseInventory } = await import("#engines/exposure");
    const inventoryFile = given.requiredText("inventory");
    if (inventoryFile === "-") throw new UsageError("--inventory needs the name of a file: its ending helps to tell what it is.");
    const threshold = given.wholeNumber("threshold", { least: 1, most: 100, otherwise: 70 }) / 100;
    const bytes = await readInput(inventoryFile, talk);
    const inventory = await aboutFile(inventoryFile, () => parseInventory(bytes, { fileName: basename(inventoryFile) }));
    const { advisories, unread } = await readAdvisories(given.requiredText("advisories"), talk);
    const matches = match({ advisories, inventory, threshold }).map(({ asset, advisoryId, vulnerabilityId, product, ...rest }) => ({
      asset: { id: asset.id, vendor: asset.vendor, product: asset.product, version: asset.version },
      advisory: advisoryId,
      vulnerability: vulnerabilityId,
      advisoryProduct: product,
      ...rest,
    }));
    const { assets, skipped, notes } = inventory;
    talk.answer({ inventory: { file: inventoryFile, assets: assets.length, skipped, notes }, advisories: { read: advisories.length, unread }, matches }, [
      ...matches.flatMap((found) => [
        `${found.asset.product} ${found.asset.version ?? "(version unknown)"} (${found.asset.id}): ${found.vulnerability}, ${Math.round(found.probability * 100)} %`,
        `  why: ${found.reason}`,
        `  do:  ${found.action}`,
        ...(found.question === undefined ? [] : [`  ask: ${found.question}`]),
      ]),
      ...skipped.map(({ line, path, reason }) => `not read: ${inventoryFile} ${line === null ? path : `line ${line}`}: ${reason}`),
      ...unread.map(({ file, reason }) => `not read: ${file}: ${reason}`),
      `${matches.length} matches of ${assets.length} assets with ${advisories.length} advisories. No match does not mean that something is safe.`,
    ]);
    return EXIT.done;
  },
};

/** A folder of advisories from many hands: one that cannot be read is told and hides no other. */
async function readAdvisories(path: string, talk: Talk) {
  const { readAdvisory } = await import("#engines/exposure");
  const advisories: ReturnType<typeof readAdvisory>[] = [];
  const unread: { file: string; reason: string }[] = [];
  for (const file of await listJsonFiles(path)) {
    try {
      const advisory = readAdvisory(await readJson(file, talk, MOST_ADVISORY_BYTES));
      advisories.push(advisory);
      if (advisory.leftOut > 0) unread.push({ file, reason: `${advisory.leftOut} entries of this advisory could not be read` });
    } catch (error) {
      const known = explainError(error);
      if (known === undefined) throw error;
      unread.push({ file, reason: known.message });
    }
  }
  return { advisories, unread };
}
