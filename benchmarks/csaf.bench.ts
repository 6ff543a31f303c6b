import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { validateCsaf, type CsafPreset } from "#engines/advisories";
import { toRow, type Measure } from "./bench-row.ts";

// How many real documents are validated in a second, beside the library most CSAF tools stand on, in one run and one process.
// The library gets every tenth document only: the whole corpus would take it many minutes.

const FOLDER = join(import.meta.dirname, "../../shared/data/cisa-csaf");
const LEAST_DOCUMENTS_PER_SECOND = 950;
const LIBRARY_SHARE = 10;

type Test = (document: unknown) => unknown;
// The tests of the library that ask the network or a spell checker of the host.
const LEFT_OUT = /_6_3_[678]$/;

async function loadLibrary(preset: CsafPreset): Promise<readonly Test[]> {
  const [schema, mandatory, optional, informative] = await Promise.all([
    import("@secvisogram/csaf-validator-lib/schemaTests.js"), import("@secvisogram/csaf-validator-lib/mandatoryTests.js"),
    import("@secvisogram/csaf-validator-lib/optionalTests.js"), import("@secvisogram/csaf-validator-lib/informativeTests.js"),
  ]);
  const families = preset === "basic" ? [mandatory] : [mandatory, optional, informative];
  return [schema.csaf_2_0, ...families.flatMap((family) => Object.entries(family)).filter(([name]) => !LEFT_OUT.test(name)).map(([, test]) => test as Test)];
}

/** Seconds of the processor, of which either validator uses one at a time: what else the machine does strikes neither. */
async function documentsPerSecond(texts: readonly string[], validate: (document: unknown) => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (const text of texts) await validate(JSON.parse(text));
  const { user, system } = process.cpuUsage(before);
  return (texts.length * 1e6) / (user + system);
}

export const measure: Measure = async (tell) => {
  if (!existsSync(FOLDER)) {
    tell("csaf: left out, since CISA's documents are not here (../shared/data/cisa-csaf beside the repository)");
    return [];
  }
  const files = globSync("**/*.json", { cwd: FOLDER }).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(FOLDER, file), "utf8")));
  const share = texts.filter((_, index) => index % LIBRARY_SHARE === 0);
  const rows = [];
  for (const preset of ["basic", "full"] as const) {
    const library = await loadLibrary(preset);
    const byLibrary = async (document: unknown): Promise<void> => {
      for (const test of library) await test(document);
    };
    const ours = (document: unknown): unknown => validateCsaf(document, { version: "2.0", tests: preset });
    // Both compile their schemas at the first document, which is not what is measured.
    for (const text of share.slice(0, 3)) ours(JSON.parse(text));
    for (const text of share.slice(0, 3)) await byLibrary(JSON.parse(text));
    const value = await documentsPerSecond(texts, ours);
    const note = `parsing included, ${texts.length} documents of CISA; the library on every ${LIBRARY_SHARE}th of them`;
    const row = (against: string, againstValue: number) => toRow({ bench: "csaf", figure: `validated, ${preset}`, value, unit: "documents/s", against, againstValue, better: "larger", goal: 1, n: texts.length, note });
    rows.push(row("csaf-validator-lib, same tests", await documentsPerSecond(share, byLibrary)), row("budget", LEAST_DOCUMENTS_PER_SECOND));
  }
  return rows;
};
