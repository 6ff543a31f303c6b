import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { toRow, type Measure } from "./bench-row.ts";
import { scoreOssFuzz } from "./oss-fuzz-duplicates.ts";

// How well duplicates are found before a fix is known, on the records of OSS-Fuzz that its own rule keeps apart.

const RECORDS = join(import.meta.dirname, "../../shared/data/oss-fuzz-vulns/records.jsonl");

export const measure: Measure = async (tell) => {
  if (!existsSync(RECORDS)) {
    tell("dedupe: left out, since OSS-Fuzz's records are not here (../shared/data/oss-fuzz-vulns/records.jsonl beside the repository)");
    return [];
  }
  const text = await readFile(RECORDS, "utf8");
  const { records, pairs, clusters, typeAndState, stacksAlone, sameIntroduction } = await scoreOssFuzz(text.split("\n").filter((line) => line !== ""));
  const note = `pairwise over ${pairs} true pairs; precision ${clusters.precision.toFixed(3)}, recall ${clusters.recall.toFixed(3)}; stacks alone reach F1 ${stacksAlone.f1.toFixed(3)}: with three frames and the equal ones taken out there is little left in them`;
  const row = (against: string, againstValue: number) => toRow({ bench: "dedupe", figure: "F1 before a fix is known", value: clusters.f1, unit: "F1", against, againstValue, better: "larger", goal: 1, n: records, note });
  return [row("crash type and three frames", typeAndState.f1), row("same introducing commit, the best simple rule", sameIntroduction.f1)];
};
