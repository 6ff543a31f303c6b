import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { createTransport } from "nodemailer";
import { readReproducer, repack } from "./bundles.ts";
import type { Exercise, Step } from "./exercise.types.ts";

const MAINTAINER = "maintainer@tinyini.exercise.example";
const CLAIMED_BY_ANOTHER = "https://git.example/somebody/elsewhere";
const MODEL_KEY = "hunting-key-of-the-exercise";

export const findAndFix: Step = {
  title: "Hunted findings are reproduced, merged, validated, and one case reaches a fix",
  weight: 30,
  run: async (exercise) => {
    exercise.progress("Targets are claimed before scanning", 0.02);
    await claimTargets(exercise);
    exercise.progress("breakwater hunt, on two projects", 0.05);
    const bundles = await huntProjects(exercise);
    exercise.progress("What was found goes in, with a bulk file of duplicates and junk", 0.4);
    const ids = await submitFindings(exercise, bundles);
    exercise.progress("Each is reproduced in fresh sandboxes", 0.45);
    await waitForReproduction(exercise, ids);
    exercise.progress("The director opens two findings to the people who work on them", 0.58);
    await assignPeople(exercise, ids);
    exercise.progress("A person validates, the table sets the priority", 0.6);
    await validateAndPrioritise(exercise, ids);
    exercise.progress("The maintainer opens the mailed link", 0.68);
    const token = await openAsMaintainer(exercise, ids.tinyini);
    exercise.progress("A patch that breaks the feature is refused, the candidate is verified", 0.75);
    await fix(exercise, token);
  },
};

interface FindingIds {
  readonly tinyini: string;
  readonly pktdump: string;
  readonly sameBug: string;
  readonly junk: readonly string[];
}

async function claimTargets(exercise: Exercise): Promise<void> {
  const openSource = { kind: "open-source" as const, evidence: "Apache-2.0, public repository (exercise)" };
  const sam = exercise.as("Sam Okoye");
  for (const repository of [(await projectOf(exercise, "tinyini")).repository, (await projectOf(exercise, "pktdump")).repository]) {
    const answer = await sam.call("POST /claims", { body: { repository, authorisation: openSource } });
    exercise.must("the claim is the finder's", answer.answer === "claimed");
  }
  await exercise.as("Pia Brandt").call("POST /claims", { body: { repository: CLAIMED_BY_ANOTHER, authorisation: openSource } });
  const collision = await sam.call("POST /claims", { body: { repository: CLAIMED_BY_ANOTHER, authorisation: openSource } });
  exercise.must("a collision gives a contact exchange and nothing of the other's work", collision.answer === "already-claimed");
}

async function projectOf(exercise: Exercise, name: string): Promise<{ readonly repository: string; readonly version: string }> {
  return JSON.parse(await readFile(join(exercise.checkout, "apps/exercise/projects", name, "breakwater.json"), "utf8")) as { repository: string; version: string };
}

async function huntProjects(exercise: Exercise): Promise<{ readonly tinyini: string; readonly pktdump: string }> {
  const model = await startModelEndpoint({ apiKey: MODEL_KEY, skill: "capable" });
  exercise.onEnd(() => model.close());
  const found: Record<string, string> = {};
  for (const [index, name] of ["tinyini", "pktdump"].entries()) {
    const source = join(exercise.folder, "projects", name);
    await mkdir(source, { recursive: true });
    await cp(join(exercise.checkout, "apps/exercise/projects", name), source, { recursive: true });
    const out = join(exercise.folder, "hunt", name);
    const hunted = await exercise.command(["hunt", source, "--model", model.url, "--model-name", "exercise-agent", "--out", out, "--json"], { environment: { BREAKWATER_MODEL_KEY: MODEL_KEY } });
    exercise.must(`breakwater hunt ends well on ${name} (${hunted.stderr.trim().split("\n").at(-1) ?? ""})`, hunted.code === 0);
    const { findings } = JSON.parse(hunted.stdout) as { findings: { bundlePath: string }[] };
    const [first] = findings;
    if (!first) throw new Error(`The hunt found nothing in ${name}`);
    found[name] = first.bundlePath;
    exercise.progress(`breakwater hunt found ${findings.length} in ${name}`, 0.22 + 0.17 * index);
  }
  return { tinyini: found["tinyini"] ?? "", pktdump: found["pktdump"] ?? "" };
}

async function submitFindings(exercise: Exercise, hunted: { readonly tinyini: string; readonly pktdump: string }): Promise<FindingIds> {
  const sam = exercise.as("Sam Okoye");
  const patch = join(exercise.checkout, "apps/exercise/projects/patches/tinyini.good.diff");
  const tinyini = await repack(exercise, hunted.tinyini, { name: "tinyini", patch, manifest: (manifest) => void (manifest.provenance.humanReview = "reviewed") });
  const submit = async (path: string) => (await sam.call("POST /findings", { body: await readFile(path) })).findingId;
  const ids = { tinyini: await submit(tinyini), pktdump: await submit(hunted.pktdump) };

  const crash = await readReproducer(exercise, tinyini);
  const sameBug = await repack(exercise, tinyini, { name: "same-bug", input: Buffer.concat([crash, Buffer.from("\n# the same again\n")]), manifest: (manifest) => void (manifest.title = `${manifest.title} (seen again)`) });
  const junk = await Promise.all(["one", "two", "three"].map((word) => repack(exercise, hunted.pktdump, { name: `junk-${word}`, input: Buffer.from(`this crashes nothing, ${word}\n`), manifest: (manifest) => void (manifest.title = `Critical remote takeover ${word}!!!`) })));
  const claimed = await repack(exercise, tinyini, { name: "claimed-elsewhere", manifest: (manifest) => void (manifest.target.repository = CLAIMED_BY_ANOTHER) });

  const line = async (path: string) => JSON.stringify({ bundle: (await readFile(path)).toString("base64") });
  const lines = [await line(tinyini), await line(sameBug), ...(await Promise.all(junk.map(line))), await line(claimed), '{"bundle":"bm90IGEgdGFy"}', "not even JSON"];
  const bulk = `${lines.join("\n")}\n`;
  await exercise.keep("findings.ndjson", bulk);
  const receipt = await sam.call("POST /findings/bulk", { body: Buffer.from(bulk) });
  await exercise.keep("bulk-receipt.json", `${JSON.stringify(receipt, null, 2)}\n`);
  const [again, same, ...rest] = receipt.results;
  exercise.must("the very same bundle again is a duplicate", again?.duplicateOf === ids.tinyini);
  exercise.must("a target that another has claimed is refused", rest[3]?.refused?.code === "already-claimed");
  exercise.must("lines that are no bundle are refused one by one", rest[4]?.refused !== undefined && rest[5]?.refused !== undefined);
  await exercise.mustRefuse("an operator submitting findings", "not-permitted", async () => exercise.as("Hana Ito").call("POST /findings", { body: await readFile(tinyini) }));
  exercise.note("finding", ids.tinyini);
  return { ...ids, sameBug: same?.findingId ?? "", junk: rest.slice(0, 3).map((result) => result.findingId ?? "") };
}

async function waitForReproduction(exercise: Exercise, ids: FindingIds): Promise<void> {
  const val = exercise.as("Val Ortiz");
  const settled = async (id: string, states: readonly string[]) =>
    exercise.waitFor(
      `finding ${id} to be ${states.join(" or ")}`,
      async () => {
        const finding = await val.call("GET /findings/{id}", { params: { id } });
        return states.includes(finding.state) ? finding : undefined;
      },
      120_000,
    );
  await settled(ids.tinyini, ["needs_validation"]);
  await settled(ids.pktdump, ["needs_validation"]);
  const merged = await settled(ids.sameBug, ["duplicate_of"]);
  exercise.must("the same bug from another input is merged, and its finder keeps the credit", merged.duplicateOf === ids.tinyini);
  for (const id of ids.junk) {
    const junk = await settled(id, ["rejected"]);
    exercise.must("junk is rejected because it did not reproduce", junk.reproduction?.outcome === "not-reproduced");
  }
}

async function assignPeople(exercise: Exercise, ids: FindingIds): Promise<void> {
  const [cora, anna, val] = [exercise.as("Cora Bell"), exercise.as("Anna Frey"), exercise.as("Val Ortiz")];
  for (const [who, person] of [["an unassigned analyst", anna], ["an unassigned validator", val], ["the director", cora]] as const) {
    await exercise.mustRefuse(`${who} reading what a finding says`, "not-permitted", () => person.call("GET /findings/{id}/evidence", { params: { id: ids.tinyini } }));
  }
  const { people } = await cora.call("GET /findings/{id}/assignable", { params: { id: ids.tinyini } });
  const idOf = (name: string) => people.find((person) => person.name === name)?.id ?? "";
  await exercise.mustRefuse("a validator assigning themselves", "not-permitted", () =>
    val.call("POST /findings/{id}/assignments", { params: { id: ids.tinyini }, body: { personId: idOf("Val Ortiz"), role: "validator" } }),
  );
  for (const id of [ids.tinyini, ids.pktdump]) {
    await cora.call("POST /findings/{id}/assignments", { params: { id }, body: { personId: idOf("Val Ortiz"), role: "validator" } });
    await cora.call("POST /findings/{id}/assignments", { params: { id }, body: { personId: idOf("Anna Frey"), role: "analyst" } });
  }
  for (const person of [anna, val]) await person.call("GET /findings/{id}/evidence", { params: { id: ids.tinyini } });
  const { reads } = await exercise.as("Sam Okoye").call("GET /reads");
  exercise.must("the finder sees who read the evidence", ["Anna Frey", "Val Ortiz"].every((name) => reads.some((read) => read.subject === ids.tinyini && read.what === "evidence" && read.personName === name)));
}

async function validateAndPrioritise(exercise: Exercise, ids: FindingIds): Promise<void> {
  const validation = { decision: "validated" as const, reason: "Reproduced; the write is past the end of the buffer.", assistedByModel: null };
  await exercise.mustRefuse("the finder validating the finder's own finding", "not-permitted", () => exercise.as("Sam Okoye").call("POST /findings/{id}/validation", { params: { id: ids.tinyini }, body: validation }));
  await exercise.mustRefuse("a rival lab reading the finding", "not-found", () => exercise.as("Rob Haas").call("GET /findings/{id}", { params: { id: ids.tinyini } }));
  const anna = exercise.as("Anna Frey");
  const project = await projectOf(exercise, "tinyini");
  const opened = await anna.call("POST /projects", { body: { vendor: "Tinyini Project (exercise)", product: "tinyini", repository: project.repository, purl: "pkg:generic/tinyini", contactEmail: MAINTAINER, openAtOnce: 1 } });
  exercise.note("project", opened.id);
  await exercise.mustRefuse("a case going out before a person validated it", "wrong-state", () =>
    anna.call("POST /findings/{id}/priority", { params: { id: ids.tinyini }, body: { inKev: false, exposed: true, automatable: true, technicalImpact: "total" } }),
  );
  for (const id of [ids.tinyini, ids.pktdump]) {
    await exercise.as("Val Ortiz").call("POST /findings/{id}/validation", { params: { id }, body: validation });
    const finding = await anna.call("POST /findings/{id}/priority", { params: { id }, body: { inKev: false, exposed: true, automatable: true, technicalImpact: "total" } });
    exercise.must("the priority is a row of the table and says why", finding.priority?.rule === "cisa:BOD2604:1.0.0" && finding.priority.dueDays === 3);
  }
}

async function openAsMaintainer(exercise: Exercise, findingId: string): Promise<string> {
  const mail = await exercise.waitFor("the mail to the maintainer", async () => (await exercise.mails(MAINTAINER)).at(-1));
  const token = /\/maintainer#([A-Za-z0-9_-]+)/.exec(mail.text)?.[1];
  if (!token) throw new Error("The maintainer's mail holds no link");
  await exercise.keep("mail-to-maintainer.txt", `${mail.subject}\n\n${mail.text.replace(token, "…")}`);
  const closed = await exercise.nobody.call("POST /maintainer/open", { body: { token } });
  exercise.must("nothing of the report is shown before the terms are accepted", closed.report === null);
  await exercise.mustRefuse("a guessed link", "link-not-valid", () => exercise.nobody.call("POST /maintainer/open", { body: { token: "A".repeat(43) } }));
  const open = await exercise.nobody.call("POST /maintainer/terms", { body: { token } });
  exercise.must("the report says that a model found it, and the embargo has an exact end", open.aiGenerated && open.embargo.endsAt !== null);
  exercise.note("case", open.caseId);
  exercise.note("caseFinding", findingId);

  const bundle = await exercise.keep("case-bundle.tar", await exercise.nobody.call("POST /maintainer/bundle", { body: { token } }));
  const replayed = await exercise.command(["finding", "replay", bundle, "--json"]);
  exercise.must(`breakwater finding replay shows the crash (${replayed.stderr.trim()})`, replayed.code === 0);
  await exercise.nobody.call("POST /maintainer/answers", { body: { token, answer: "accept" } });
  await exercise.nobody.call("POST /maintainer/severities", { body: { token, level: "high" } });
  if (mail.replyTo) await replyByMail(exercise, mail.replyTo, open.caseId);
  return token;
}

async function replyByMail(exercise: Exercise, address: string, caseId: string): Promise<void> {
  const transport = createTransport({ host: "127.0.0.1", port: exercise.mailInPort });
  await transport.sendMail({ from: MAINTAINER, to: address, subject: "Re: your report", text: "Thank you, we are on it." });
  transport.close();
  await exercise.waitFor("the maintainer's reply in the case", async () => {
    const found = await exercise.as("Anna Frey").call("GET /cases/{id}", { params: { id: caseId } });
    return found.messages.find((message) => message.channel === "mail" && message.text.includes("we are on it"));
  });
}

async function fix(exercise: Exercise, token: string): Promise<void> {
  const nobody = exercise.nobody;
  const verdictOf = (patchId: string) =>
    exercise.waitFor(
      "the verdict on a patch",
      async () => (await nobody.call("POST /maintainer/patches", { body: { token } })).patches.find((patch) => patch.id === patchId && patch.verification !== null),
      180_000,
    );
  const bad = await nobody.call("POST /maintainer/patches/propose", { body: { token, diff: await readFile(join(exercise.checkout, "apps/exercise/projects/patches/tinyini.bad.diff"), "utf8"), aiGenerated: false, model: null } });
  const refused = await verdictOf(bad.id);
  exercise.must(`a patch that hides the crash by breaking the feature is refused (${refused.verification?.verdict ?? ""})`, refused.state === "failed" && refused.verification?.verdict === "breaks-behaviour");
  await exercise.mustRefuse("releasing a patch that was not verified", "wrong-state", () => nobody.call("POST /maintainer/patches/release", { body: { token, patchId: bad.id, fixedVersion: "1.4.3" } }));
  const candidate = await nobody.call("POST /maintainer/patches/accept", { body: { token } });
  const verified = await verdictOf(candidate.id);
  exercise.must(`the candidate patch is verified (${verified.verification?.detail ?? ""})`, verified.verification?.verdict === "verified");
  if (verified.confirmed === null) await nobody.call("POST /maintainer/patches/confirm", { body: { token, patchId: candidate.id } });
  const released = await nobody.call("POST /maintainer/patches/release", { body: { token, patchId: candidate.id, fixedVersion: "1.4.3" } });
  exercise.must("the patch is signed and released", released.state === "released" && released.signature !== null);
  exercise.note("patch", candidate.id);
}
