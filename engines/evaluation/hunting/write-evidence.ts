import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { applyPatch, reproduce, signatureKey } from "#engines/verification";

import { HARNESS } from "../running/open-run.ts";
import type { HuntedFinding, HuntOptions, HuntProgress } from "../evaluation.types.ts";
import { boundText, escapeControls } from "../hostile-text.rules.ts";
import type { CrashReport } from "./hunt-tools.ts";
import { makeBundle, readTree } from "../scorers/make-bundle.ts";
import { observeCrash } from "../scorers/observe-crash.ts";

export type EvidenceVerdict = Extract<HuntProgress, { step: "not-reproduced" | "duplicate" | "found" }>;

/**
 * Judges one report, and writes its bundle when it holds: the crash is seen in a fresh build, the packed bundle reproduces in
 * fresh sandboxes, and its signature is none of `known`. A candidate patch that does not apply is left out.
 */
export async function writeEvidence(options: HuntOptions & { readonly report: CrashReport; readonly known: readonly HuntedFinding[] }): Promise<EvidenceVerdict> {
  const { backend, directory, recipe, report, known } = options;
  const seen = await observeCrash({ backend, directory, recipe, input: report.input });
  if (seen.outcome === "does-not-build") return { step: "not-reproduced", detail: `The tree does not build elsewhere: ${seen.detail}` };
  if (seen.outcome === "does-not-crash") return { step: "not-reproduced", detail: `It does not reproduce: ${seen.crashes} of ${seen.runs} runs in a fresh build crashed.` };

  const source = await readTree(directory);
  const patchApplies = report.patch !== null && applyPatch(source, report.patch).outcome === "applied";
  // Bounded again after escaping, which may lengthen a text four times.
  const title = escapeControls(report.title).replaceAll(/\s+/g, " ").trim().slice(0, 200) || "Crash without a title";
  const { bytes, bundle } = await makeBundle({
    title,
    description: boundText(escapeControls(report.explanation), 16_000).trim() || title,
    target: { name: options.name, version: options.version, repository: options.repository, recipe },
    source,
    seen,
    input: report.input,
    controls: options.controls,
    candidatePatch: patchApplies ? report.patch : null,
    provenance: { finder: "breakwater hunt", aiGenerated: true, model: options.model.name, harness: HARNESS, humanReview: "none" },
  });
  const { outcome, signature } = await reproduce(bundle, backend);
  if (outcome.outcome !== "reproduced" || !signature) return { step: "not-reproduced", detail: `It does not reproduce from the packed bundle: ${outcome.outcome}.` };
  const key = signatureKey(signature);
  if (known.some((finding) => finding.signatureKey === key)) return { step: "duplicate", detail: "That crash is reported already; look for a different one." };

  const bundlePath = join(options.outputDirectory, `${options.name.replaceAll(/[^\w.-]+/g, "-")}-${bundle.digest.slice(0, 12)}.tar`);
  await writeFile(bundlePath, bytes);
  return { step: "found", finding: { bundlePath, digest: bundle.digest, title, signatureKey: key, hasCandidatePatch: patchApplies } };
}
