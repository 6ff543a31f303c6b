import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createBubblewrapBackend } from "#engines/sandbox";
import { effectClass, packBundle, readBundle, reproduce, verifyPatch, type EvidenceBundle, type Reproduction } from "./index.ts";

const FOLDER = join(import.meta.dirname, "targets");
const names = (await readdir(FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
const backend = createBubblewrapBackend();
// Builds, variants and, for the effect that is an excess of time, twenty runs of it.
const TIMEOUT_MS = 240_000;

/** A patch's file name says the verdict it deserves. */
function toExpectedVerdict(file: string): string {
  return file === "good.diff" ? "verified" : (/^bad-(incomplete|breaks-behaviour)-/.exec(file)?.[1] ?? "a name that says the verdict");
}

async function judgePatches(name: string, bundle: EvidenceBundle): Promise<Record<string, readonly [string, string]>> {
  const verdicts: Record<string, readonly [string, string]> = {};
  for (const file of (await readdir(join(FOLDER, name, "patches"))).toSorted()) {
    const { verdict, evidence } = await verifyPatch({ bundle, patch: await readFile(join(FOLDER, name, "patches", file)), backend });
    // Said in full, so that a run that fails once shows what stood in its way.
    const why = evidence.steps.filter(({ ok }) => !ok).map(({ step, detail }) => `${step}: ${detail}`).join("; ");
    verdicts[file] = [verdict === "inconclusive" ? `inconclusive: ${why}; isolation ${JSON.stringify(evidence.isolation?.alarms ?? [])} ${JSON.stringify(evidence.isolation?.probes.filter(({ held }) => !held) ?? [])}` : verdict, evidence.variants.counted >= 20 ? "by twenty variants or more" : `by ${evidence.variants.counted} variants`];
  }
  return verdicts;
}

function summarise({ outcome, signature, grade }: Reproduction, bundle: EvidenceBundle) {
  return { outcome, class: signature?.class.split(".").at(-1) ?? bundle.manifest.expected.kind, classMatches: grade.classMatches.holds, vendorNotice: grade.vendorNotice.allowed };
}

it("there are at least twelve targets, in C, Python, JavaScript, Java and Go", async () => {
  const languages = await Promise.all(names.map(async (name) => (JSON.parse(await readFile(join(FOLDER, name, "manifest.json"), "utf8")) as EvidenceBundle["manifest"]).target.recipe.language));
  expect([names.length >= 12, [...new Set(languages)].toSorted()]).toEqual([true, ["c", "go", "java", "javascript", "python"]]);
});

describe.each(names)("the target %s", (name) => {
  it("reproduces as claimed, and each of its patches gets the verdict that its name says", { timeout: TIMEOUT_MS }, async ({ skip }) => {
    const bundle = await readBundle(await packBundle(join(FOLDER, name)));
    const reproduction = await reproduce(bundle, backend);
    if (reproduction.outcome.outcome === "unsupported") skip(`not run: ${reproduction.outcome.detail}`);
    const { expected } = bundle.manifest;
    const seen = expected.kind === "assertion" ? "SIGABRT" : effectClass(expected).split(".").at(-1);
    expect(summarise(reproduction, bundle)).toEqual({ outcome: { outcome: "reproduced", k: 3, n: 3 }, class: seen, classMatches: true, vendorNotice: true });
    const verdicts = await judgePatches(name, bundle);
    expect(verdicts).toEqual(Object.fromEntries(Object.keys(verdicts).map((file) => [file, [toExpectedVerdict(file), "by twenty variants or more"]])));
    expect(Object.keys(verdicts)).toContain("good.diff");
    expect(Object.keys(verdicts).length).toBeGreaterThan(1);
  });
});
