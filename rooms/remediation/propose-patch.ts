import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { authoriseOnCase, enterByLink, getCaseFacts, openCaseEvidence, requireFixing, type CaseFacts, type MaintainerLink } from "#rooms/coordination";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { RemediationRefusal } from "./remediation.errors.ts";
import { ATTEMPTS_PER_PATCH, judgeAttempts, judgeConfirmer, PATCHES_PER_AUTHOR, type Author, type Confirmer } from "./remediation.rules.ts";
import { countByAuthor, findByDigest, insertPatch, listAttempts, lockPatch, updateConfirmed, updateState, type PatchRow } from "./remediation.store.ts";
import { signWhenReady } from "./sign-patch.ts";
import { verifyPatch } from "./verify-patch.ts";

type NamedAuthor = Author & { readonly name: string; readonly aiGenerated: boolean; readonly model: string | null };
type By = Pick<Actor, "personId" | "organisationId">;

export interface ProposedPatch {
  readonly diff: string;
  /** Always said: whether a model wrote it, and which. */
  readonly aiGenerated: boolean;
  readonly model: string | null;
  /** `input` is base64. */
  readonly regressionTest?: { readonly path: string; readonly input: string } | undefined;
}

/** A finder of the case, or its coordinator, proposes a patch; it goes to the sandbox. Returns the patch's id. */
export async function proposePatch(services: Services, { actor, caseId, ...patch }: ProposedPatch & { readonly actor: Actor; readonly caseId: string }): Promise<string> {
  await authoriseOnCase(services, actor, "remediation:propose", caseId);
  return services.db.inTransaction(async (tx) => {
    const facts = await getCaseFacts(services, tx.asSystem("who found it again sees the case by the first finding"), caseId);
    const name = (await findPersonCard(tx, actor.personId))?.name ?? "";
    const author = { ...partyOf(actor), personId: actor.personId, organisationId: actor.organisationId, name, aiGenerated: patch.aiGenerated, model: patch.model } satisfies NamedAuthor;
    return (await keepPatch(services, tx, { facts, diff: Buffer.from(patch.diff), regressionTest: patch.regressionTest, author, by: actor })).id;
  });
}

/** The maintainer proposes a patch of their own, by the link. */
export async function proposeAsMaintainer(anybody: Services, { token, ...patch }: ProposedPatch & { readonly token: string }): Promise<string> {
  return proposeByLink(await enterByLink(anybody, token), patch);
}

/** As `proposeAsMaintainer`, for whoever holds a link to the case already. */
export async function proposeByLink(link: MaintainerLink, { diff, aiGenerated, model, regressionTest }: ProposedPatch): Promise<string> {
  const { services, caseId, by } = link;
  return services.db.inTransaction(async (tx) => {
    await requireFixing(link, tx);
    const facts = await getCaseFacts(services, tx, caseId);
    const author = { party: "maintainer", personId: null, organisationId: by.organisationId, name: facts.product.vendor, aiGenerated, model } satisfies NamedAuthor;
    return (await keepPatch(services, tx, { facts, diff: Buffer.from(diff), regressionTest, author, by })).id;
  });
}

/**
 * The maintainer takes the report's candidate patch: its author stays the finder, the maintainer stands behind it, and it
 * is signed once the sandbox has verified it.
 */
export async function acceptCandidate(anybody: Services, token: string): Promise<string> {
  const link = await enterByLink(anybody, token);
  const { services, caseId, by } = link;
  await services.db.inTransaction((tx) => requireFixing(link, tx));
  const { bundle } = await openCaseEvidence(services, caseId);
  const path = bundle.manifest.candidatePatch;
  const bytes = path === null ? undefined : bundle.files.get(path);
  if (!bytes) throw new RemediationRefusal("no-candidate", "The report has no candidate patch; propose one of your own.");
  return services.db.inTransaction(async (tx) => {
    await requireFixing(link, tx);
    const facts = await getCaseFacts(services, tx, caseId);
    const { finder, aiGenerated, model } = bundle.manifest.provenance;
    const author = { party: "finder", personId: null, organisationId: facts.finderOrganisationIds[0] ?? "", name: finder, aiGenerated, model } satisfies NamedAuthor;
    const row = await keepPatch(services, tx, { facts, diff: bytes, author, by });
    await confirm(services, tx, { row, confirmer: { party: "maintainer", ...by }, name: facts.product.vendor });
    return row.id;
  });
}

/** A coordinator or validator who is not its author stands behind a patch. */
export async function confirmPatch(services: Services, { actor, patchId }: { readonly actor: Actor; readonly patchId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requirePatch(tx, patchId);
    const name = (await findPersonCard(tx, actor.personId))?.name ?? "";
    await confirm(services, tx, { row, confirmer: { party: "coordinator", personId: actor.personId, organisationId: actor.organisationId }, name });
  });
}

/** The maintainer stands behind somebody else's patch, by the link. */
export async function confirmAsMaintainer(anybody: Services, { token, patchId }: { readonly token: string; readonly patchId: string }): Promise<void> {
  const link = await enterByLink(anybody, token);
  const { services } = link;
  await services.db.inTransaction(async (tx) => {
    await requireFixing(link, tx);
    const row = await requirePatchOf(tx, link, patchId);
    const { product } = await getCaseFacts(services, tx, link.caseId);
    await confirm(services, tx, { row, confirmer: { party: "maintainer", ...link.by }, name: product.vendor });
  });
}

interface KeptPatch {
  readonly facts: CaseFacts;
  readonly diff: Uint8Array;
  readonly regressionTest?: ProposedPatch["regressionTest"];
  readonly author: NamedAuthor;
  readonly by: By;
}

/** Stores a patch once for a case. The same diff again is the same patch; only an inconclusive one is tried again. */
async function keepPatch(services: Services, tx: Transaction, { facts, diff, regressionTest, author, by }: KeptPatch): Promise<PatchRow> {
  if (facts.state !== "open") throw new RemediationRefusal("case-not-open", "caseId: the case is not open; patches are proposed while it is", { field: "caseId" });
  const digest = await services.artefacts.put(diff);
  const known = await findByDigest(tx, facts.caseId, digest);
  if (!known && (await countByAuthor(tx, facts.caseId, author)) >= PATCHES_PER_AUTHOR) throw new RemediationRefusal("too-many-patches", `diff: ${PATCHES_PER_AUTHOR} patches were proposed from here for this case; look at what the sandbox said of them, and write to the coordinator`, { field: "diff" });
  const regression = regressionTest ? { path: regressionTest.path, digest: await services.artefacts.put(Buffer.from(regressionTest.input, "base64")) } : null;
  const isNew = await insertPatch(tx, { id: newId("patch"), caseId: facts.caseId, digest, author, regression, at: services.clock() });
  const row = await findByDigest(tx, facts.caseId, digest);
  if (!row) throw new Error("A patch just stored is not there");
  const verdicts = (await listAttempts(tx, row.id)).map(({ verdict }) => verdict);
  const again = !isNew && row.state === "failed" && judgeAttempts(verdicts) === "open";
  if (again && verdicts.length >= ATTEMPTS_PER_PATCH) throw new RemediationRefusal("too-many-attempts", `diff: ${verdicts.length} runs of this patch could not judge it; write to the coordinator, who can see what keeps it from running`, { field: "diff" });
  if (again) await updateState(tx, row.id, "proposed");
  if (isNew || again) {
    await appendEntry(services, tx, { kind: "remediation.patch-proposed", subject: row.id, by, data: { caseId: facts.caseId, digest, author: author.party, aiGenerated: author.aiGenerated, regressionTest: regression !== null }, visibleTo: facts.finderOrganisationIds });
    await services.jobs.enqueue(tx, verifyPatch, { patchId: row.id });
  }
  return again ? { ...row, state: "proposed" } : row;
}

async function confirm(services: Services, tx: Transaction, { row, confirmer, name }: { readonly row: PatchRow; readonly confirmer: Confirmer; readonly name: string }): Promise<void> {
  if (row.confirmed_at !== null) return;
  const answer = judgeConfirmer({ author: authorOf(row), confirmer, state: row.state });
  if (answer === "own-patch") throw new RemediationRefusal("own-patch", "Somebody else than a patch's author stands behind it.");
  if (answer === "wrong-state") throw new RemediationRefusal("wrong-state", `Patch ${row.id} is ${row.state}; it cannot be confirmed.`);
  await updateConfirmed(tx, row.id, { by: confirmer.personId, name, at: services.clock() });
  await appendEntry(services, tx, { kind: "remediation.patch-confirmed", subject: row.id, by: confirmer, data: { party: confirmer.party } });
  await signWhenReady(services, tx, row.id);
}

export function authorOf(row: PatchRow): Author {
  return { party: row.author_party, personId: row.author_person_id, organisationId: row.author_organisation_id };
}

function partyOf(actor: Actor): { readonly party: "coordinator" | "finder" } {
  return { party: actor.roles.includes("clearinghouse-analyst") || actor.roles.includes("validator") ? "coordinator" : "finder" };
}

export async function requirePatch(tx: Transaction, patchId: string): Promise<PatchRow> {
  const row = await lockPatch(tx, patchId);
  if (!row) throw notFound();
  return row;
}

/** A patch of the link's own case; another case's looks absent. */
export async function requirePatchOf(tx: Transaction, link: MaintainerLink, patchId: string): Promise<PatchRow> {
  const row = await requirePatch(tx, patchId);
  if (row.case_id !== link.caseId) throw notFound();
  return row;
}
