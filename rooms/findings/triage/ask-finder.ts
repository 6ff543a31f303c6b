import { createHash } from "node:crypto";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { hashTarget } from "#rooms/scanning";
import { FindingsRefusal } from "../findings.errors.ts";
import { findByDigest, findFinding, updateEvidence, type FindingRow } from "../findings.store.ts";
import { humanPartOf } from "../intake/intake-line.rules.ts";
import { moveFinding, requireFinding, requireStep } from "../move-finding.ts";
import { openBundle } from "../intake/prepare-finding.ts";
import { answerQuestion, findOpenQuestion, insertQuestion } from "./questions.store.ts";
import { wakeReproduction } from "../reproduction/reproduction-queue.ts";
import { openSummary, sealReason, sealSummary } from "../sealed-records.ts";
import { tellAssigned, tellFinder } from "../tell-people.ts";

interface OnFinding {
  readonly actor: Actor;
  readonly findingId: string;
}

/** Asks its finder for what is missing; until they answer, the finding waits with them and not with us. */
export async function askFinder(services: Services, { actor, findingId, question }: OnFinding & { readonly question: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    const id = newId("qst");
    requireStep(row, "ask");
    await insertQuestion(tx, { id, findingId, sealedQuestion: sealReason(services, id, question), askedBy: actor.personId, at: services.clock() });
    await moveFinding(services, tx, row, { step: "ask" }, { by: actor, data: { questionId: id } });
    await tellFinder(services, tx, row, "findings.info-needed");
  });
}

/** The finder's answer in words. A record without anything to run goes no further by words alone. */
export async function answerFinder(services: Services, { actor, findingId, answer }: OnFinding & { readonly answer: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireOwnWaiting(tx, actor, findingId);
    if (row.body === "record") throw new FindingsRefusal("evidence-needed", "answer: nothing was sent that can be run; send an evidence bundle to this finding's evidence instead", { field: "answer" });
    const question = await findOpenQuestion(tx, findingId);
    if (!question) throw new FindingsRefusal("nothing-asked", "answer: no question waits for an answer; its page shows what was asked", { field: "answer" });
    await answerQuestion(tx, { id: question.id, sealedAnswer: sealReason(services, question.id, answer), personId: actor.personId, at: services.clock() });
    await moveFinding(services, tx, row, { step: "answer" }, { by: actor, data: { questionId: question.id } });
    await tellAssigned(services, tx, { findingId, role: "validator", kind: "findings.info-given" });
  });
}

/**
 * A better bundle for a finding that needs information: it takes the place of what was there, and is run in its turn. Of
 * the same target, and never the same bytes again. The bytes are attacker-controlled.
 */
export async function addEvidence(services: Services, { actor, findingId, bytes }: OnFinding & { readonly bytes: Uint8Array }): Promise<void> {
  const bundle = await openBundle(bytes);
  const { title, description, weakness, target, provenance } = bundle.manifest;
  const { name, version, repository, location } = target;
  const projectKey = hashTarget(services, { repository, product: name, path: location, weakness }).project;
  await services.artefacts.put(bytes);
  await services.db.inTransaction(async (tx) => {
    const row = await requireOwnWaiting(tx, actor, findingId);
    if (await findByDigest(tx, row.organisation_id, bundle.digest)) throw new FindingsRefusal("same-evidence", "bundle: your organisation has sent these very bytes before; send a bundle that shows more", { field: "bundle" });
    if (row.project_key !== projectKey) throw new FindingsRefusal("other-target", "manifest.target: another target than this finding's; submit it as a finding of its own", { field: "manifest.target" });
    const { modelVersion } = openSummary(services, row).provenance;
    const summary = { title, description, weakness, target: { name, version, repository, location }, provenance: { ...provenance, modelVersion, human: humanPartOf(provenance) } };
    const commitment = createHash("sha3-512").update(bytes).digest("hex");
    const question = await findOpenQuestion(tx, findingId);
    if (question) await answerQuestion(tx, { id: question.id, sealedAnswer: null, personId: actor.personId, at: services.clock() });
    await updateEvidence(tx, { ...row, digest: bundle.digest, commitment, sealed: sealSummary(services, findingId, summary) });
    await moveFinding(services, tx, row, { step: "add-evidence" }, { by: actor, data: { commitment } });
    await wakeReproduction(services, tx);
  });
}

/** Whoever found it, while it waits for them; to anybody else it looks absent. */
async function requireOwnWaiting(tx: Transaction, actor: Actor, findingId: string): Promise<FindingRow> {
  // A finder may lock their finding only while it waits for them; where it does not, they learn why.
  const row = await findFinding(tx, findingId);
  if (row?.organisation_id !== actor.organisationId) throw notFound();
  requireStep(row, "add-evidence");
  return requireFinding(tx, findingId);
}
