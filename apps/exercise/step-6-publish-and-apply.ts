import type { Exercise, Step } from "./exercise.types.ts";
import { inDays } from "./open-model.ts";
import { readJson } from "./play.ts";

/** The exercise's own numbering authority: it assigns ids of the year 1900, which can never be anybody's real ones. */
const EXERCISE_CNA = { orgId: "6f1c2b0e-5d7a-4c3e-9b1f-2a4d6e8f0c12", shortName: "exercise" };

const SBOM = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  components: [
    { type: "library", name: "tinyini", version: "1.4.2", purl: "pkg:generic/tinyini@1.4.2", supplier: { name: "Tinyini Project (exercise)" } },
    { type: "library", name: "riverlog", version: "2.0.1", purl: "pkg:generic/riverlog@2.0.1" },
  ],
};
const SPREADSHEET = "Vendor;Product;Version;Location\nTinyini Project (exercise);tinyini;1.4.2;Ward 3 pump controller\nGeneric Imaging;Scan Station;7.1;Radiology\n;;;\n";
const BANK = "Vendor,Product,Version\nLedgerworks,Teller Desk,11.2\nGeneric Networks,Branch Router,4.0\n";

export const publishAndApply: Step = {
  title: "The advisory goes out, two operators get a plan, one applies it",
  weight: 8,
  run: async (exercise) => {
    const before = await exercise.nobody.call("GET /oversight/funnel");
    exercise.progress("Operators enrol and give what list they have", 0.05);
    await enrol(exercise, "Uma Dahl", "water", "utility.cdx.json", JSON.stringify(SBOM, null, 2));
    await enrol(exercise, "Hana Ito", "healthcare", "hospital.csv", SPREADSHEET);
    await enrol(exercise, "Ben Cole", "financial-services", "bank.csv", BANK);
    exercise.progress("The advisory is published as CSAF, OSV and CVE, signed and listed", 0.3);
    await publish(exercise);
    exercise.progress("It is matched to the operators' lists", 0.6);
    await applyPlans(exercise);
    const after = await exercise.nobody.call("GET /oversight/funnel");
    exercise.must("the public funnel has moved", JSON.stringify(after.stages) !== JSON.stringify(before.stages) && after.stages.find((stage) => stage.key === "published")?.count !== 0);
    await exercise.keep("funnel.json", `${JSON.stringify({ before, after }, null, 2)}\n`);
  },
};

async function enrol(exercise: Exercise, name: string, sector: "water" | "healthcare" | "financial-services", fileName: string, content: string): Promise<void> {
  const operator = exercise.as(name);
  await operator.call("POST /operator/profile", { body: { sector, sizeBand: "50-to-249", region: "midwest", acceptsTerms: true } });
  await exercise.keep(fileName, content);
  const preview = await operator.call("POST /operator/inventories", { query: { fileName }, body: Buffer.from(content) });
  exercise.must(`${fileName} was understood`, preview.assets === 2);
}

/** What each published document is checked with. */
const NOUNS: Readonly<Record<string, string>> = { csaf: "csaf", "csaf-2.1": "csaf", "csaf-vex": "vex", openvex: "vex", stix: "stix", osv: "osv", cve: "cve" };

async function publish(exercise: Exercise): Promise<void> {
  const body = {
    caseId: exercise.recall("case"),
    cve: { id: `CVE-1900-${10_000 + (Date.now() % 89_999)}`, assigner: EXERCISE_CNA },
    releasableTitle: "Out-of-bounds write in tinyini",
    releasableSummary: "A crafted configuration file makes tinyini write past the end of a buffer. Update to 1.4.3. This is an exercise.",
    references: [],
  };
  await exercise.mustRefuse("the finder publishing the advisory", "not-permitted", () => exercise.as("Sam Okoye").call("POST /advisories", { body }));
  await exercise.mustRefuse("the analyst publishing without a fresh proof that it is she", "step-up-needed", () => exercise.as("Anna Frey").call("POST /advisories", { body }));
  const advisory = await (await exercise.proven("Anna Frey")).call("POST /advisories", { body });
  exercise.note("advisory", advisory.id);
  for (const { kind, url, signatureUrl } of advisory.documents) {
    const document = await download(exercise, `${kind}.json`, url);
    await download(exercise, `${kind}.json.sig`, signatureUrl);
    const noun = NOUNS[kind];
    if (!noun) continue;
    const valid = await exercise.command([noun, "validate", document, "--json"]);
    exercise.must(`${kind} is valid against its schema (${valid.stdout.slice(0, 300)})`, valid.code === 0);
  }
  exercise.must("every format is there", Object.keys(NOUNS).every((kind) => advisory.documents.some((document) => document.kind === kind)));
  const feed = await download(exercise, "rolie.json", `${exercise.server}/api/feeds/csaf/csaf-feed-tlp-white.json`);
  exercise.must("the ROLIE feed lists the advisory", JSON.stringify(await readJson(feed)).includes(advisory.trackingId));
  await download(exercise, "provider-metadata.json", `${exercise.server}/api/feeds/csaf/provider-metadata.json`);
}

async function download(exercise: Exercise, name: string, url: string): Promise<string> {
  const response = await fetch(url);
  exercise.must(`${url} answers (${response.status})`, response.ok);
  return exercise.keep(name, new Uint8Array(await response.arrayBuffer()));
}

async function applyPlans(exercise: Exercise): Promise<void> {
  for (const [name, file] of [["Uma Dahl", "utility"], ["Hana Ito", "hospital"]] as const) {
    const plan = await exercise.waitFor(`a plan for the ${file}`, async () => {
      const seen = await exercise.as(name).call("GET /operator/plan");
      return seen.steps.length > 0 ? seen : undefined;
    });
    exercise.must("a plan has at most five steps", plan.steps.length <= 5);
    await exercise.keep(`plan-${file}.json`, `${JSON.stringify(plan, null, 2)}\n`);
    await exercise.keep(`plan-${file}.html`, await exercise.as(name).call("GET /operator/plan/print"));
    await exercise.waitFor(`a notice to the ${file}`, async () => ((await exercise.mails(exercise.email(name))).length > 0 ? true : undefined));
  }
  const bank = await exercise.as("Ben Cole").call("GET /operator/plan");
  exercise.must("the bank, which is not affected, has nothing to do and no mail", bank.steps.length === 0 && (await exercise.mails(exercise.email("Ben Cole"))).length === 0);

  const hana = exercise.as("Hana Ito");
  const [step] = (await hana.call("GET /operator/plan")).steps;
  if (!step) throw new Error("The hospital's plan has no first step");
  const params = { id: step.id };
  exercise.note("step", step.id);
  await exercise.mustRefuse("another operator moving the hospital's step", "not-found", () => exercise.as("Ben Cole").call("POST /operator/plan/{id}/acknowledge", { params, body: {} }));
  await exercise.mustRefuse("a clearinghouse analyst reading an operator's plan", "not-permitted", () => exercise.as("Anna Frey").call("GET /operator/plan"));
  await hana.call("POST /operator/plan/{id}/acknowledge", { params, body: {} });
  await hana.call("POST /operator/plan/{id}/schedule", { params, body: { at: inDays(1) } });
  const applied = await hana.call("POST /operator/plan/{id}/apply", { params, body: {} });
  exercise.must("the hospital has applied the step", applied.state === "applied");
}
