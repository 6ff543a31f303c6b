import type { Patch } from "#contracts/remediation";
import { recordRead } from "#rooms/access";
import { authoriseOnCase, enterByLink, getCaseFacts, requireReport } from "#rooms/coordination";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { authorOf } from "./propose-patch.ts";
import { judgeConfirmer, type Confirmer } from "./remediation.rules.ts";
import { findPatch, findReleaseCheck, findReleased, listAttempts, listPatches as listRows, type PatchEnvelope, type PatchRow } from "./remediation.store.ts";

/** A case's page stays open and asks again: within this time it is the same read. */
const SAME_READ_MS = 600_000;

/** What rooms above may know of a released patch; the diff itself they get by `digest` from the artefact route. */
export interface ReleasedPatch {
  readonly patchId: string;
  readonly caseId: string;
  readonly fixedVersion: string;
  /** SHA-256 of the diff, hex. */
  readonly digest: string;
  /** DSSE envelope over digest and metadata. */
  readonly signature: PatchEnvelope;
  readonly keyId: string;
  readonly releasedAt: string;
  readonly author: string;
  readonly aiGenerated: boolean;
  /** Which model wrote it; null where a person did. */
  readonly model: string | null;
  /** All whose patch was released for this case, this one's author last: credit outlasts what replaced it. */
  readonly credited: readonly { readonly name: string; readonly party: PatchRow["author_party"]; readonly aiGenerated: boolean; readonly model: string | null }[];
}

/** The patch that a case's fix was released with; undefined before, and after a recall. */
export async function findReleasedPatch(db: Queryable, caseId: string): Promise<ReleasedPatch | undefined> {
  const row = await findReleased(db, caseId);
  if (!row || row.fixed_version === null || row.envelope === null || row.key_id === null || row.released_at === null) return undefined;
  return {
    patchId: row.id, caseId, fixedVersion: row.fixed_version, digest: row.digest, signature: row.envelope, keyId: row.key_id, releasedAt: row.released_at, author: row.author_name, aiGenerated: row.ai_generated, model: row.model,
    credited: await listCreditedAuthors(db, row),
  };
}

async function listCreditedAuthors(db: Queryable, released: PatchRow): Promise<ReleasedPatch["credited"]> {
  const earlier = (await listRows(db, released.case_id)).filter(({ state }) => state === "superseded");
  return [...earlier, released].map((row) => ({ name: row.author_name, party: row.author_party, aiGenerated: row.ai_generated, model: row.model }));
}

/** The patches of a case, for its finders and those assigned; the finder sees who else read them. */
export async function listPatches(services: Services, { actor, caseId }: { readonly actor: Actor; readonly caseId: string }): Promise<readonly Patch[]> {
  await authoriseOnCase(services, actor, "remediation:read", caseId);
  await logPatchRead(services, actor, { caseId, what: "patches" });
  return describeAll(services, await listRows(services.db, caseId), toConfirmer(actor));
}

export async function getPatch(services: Services, { actor, patchId }: { readonly actor: Actor; readonly patchId: string }): Promise<Patch> {
  const row = await findPatch(services.db, patchId);
  if (!row) throw notFound();
  await logPatchRead(services, actor, { caseId: row.case_id, what: `patch ${patchId}` });
  return describe(services, row, toConfirmer(actor));
}

/** Somebody else's read is logged and shown to the finder. */
export async function logPatchRead(services: Services, actor: Actor, { caseId, what }: { readonly caseId: string; readonly what: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { organisationId, finderOrganisationIds, findingIds } = await getCaseFacts(services, tx.asSystem("whose finding a patch is for"), caseId);
    if (finderOrganisationIds.includes(actor.organisationId)) return;
    await recordRead(services, tx, { actor, ownerOrganisationId: organisationId, subject: findingIds[0] ?? caseId, purpose: actor.roles.includes("validator") ? "validation" : "coordination", what, onceInMs: SAME_READ_MS });
  });
}

export async function listPatchesByLink(anybody: Services, token: string): Promise<readonly Patch[]> {
  const link = await enterByLink(anybody, token);
  const { services, caseId, by } = link;
  await requireReport(link, services.db);
  return describeAll(services, await listRows(services.db, caseId), { party: "maintainer", ...by });
}

export async function getPatchByLink(services: Services, { token, patchId }: { readonly token: string; readonly patchId: string }): Promise<Patch> {
  const found = (await listPatchesByLink(services, token)).find(({ id }) => id === patchId);
  if (!found) throw notFound();
  return found;
}

/** A patch to hand out: released, not recalled, and of a case that no embargo keeps shut. Otherwise it looks absent. */
export async function getPublicPatch(services: Services, patchId: string): Promise<{ readonly row: PatchRow; readonly diff: Uint8Array }> {
  const db = services.db.asSystem("a released patch of a public case is for anyone");
  const row = await findPatch(db, patchId);
  if (!row || (row.state !== "released" && row.state !== "superseded")) throw notFound();
  const { flags } = await getCaseFacts(services, db, row.case_id);
  if (!flags.publicAware) throw notFound();
  return { row, diff: await services.artefacts.get(row.digest) };
}

async function describeAll(services: Services, rows: readonly PatchRow[], confirmer: Confirmer | undefined): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  for (const row of rows) patches.push(await describe(services, row, confirmer));
  return patches;
}

async function describe(services: Services, row: PatchRow, confirmer: Confirmer | undefined): Promise<Patch> {
  const last = (await listAttempts(services.db, row.id)).at(-1);
  const open = (purpose: string, id: string, sealed: string) => services.keys.open(purpose, id, sealed).toString("utf8");
  return {
    id: row.id,
    caseId: row.case_id,
    state: row.state,
    author: { party: row.author_party, name: row.author_name, aiGenerated: row.ai_generated, model: row.model },
    digest: row.digest,
    diff: (await services.artefacts.get(row.digest)).toString("utf8"),
    proposedAt: row.proposed_at,
    verification: last ? { verdict: last.verdict, detail: (JSON.parse(open("patch-verification", last.id, last.sealed)) as { reason: string }).reason, at: last.at } : null,
    confirmed: row.confirmed_at === null ? null : { byName: row.confirmed_name ?? "", at: row.confirmed_at },
    signature: row.key_id === null || row.signed_at === null ? null : { keyId: row.key_id, at: row.signed_at },
    fixedVersion: row.fixed_version,
    releasedAt: row.released_at,
    withdrawn: row.withdrawn_at === null || row.sealed_withdrawal === null ? null : { reason: open("patch-withdrawal", row.id, row.sealed_withdrawal), at: row.withdrawn_at },
    regressionTest: row.regression_path === null || row.regression_digest === null ? null : { path: row.regression_path, input: (await services.artefacts.get(row.regression_digest)).toString("base64"), holds: row.regression_holds },
    releaseCheck: (await findReleaseCheck(services.db, row.id)) ?? null,
    mayConfirm: confirmer !== undefined && row.confirmed_at === null && judgeConfirmer({ author: authorOf(row), confirmer, state: row.state }) === "may",
  };
}

function toConfirmer(actor: Actor): Confirmer | undefined {
  const mayConfirm = actor.roles.includes("clearinghouse-analyst") || actor.roles.includes("validator");
  return mayConfirm ? { party: "coordinator", personId: actor.personId, organisationId: actor.organisationId } : undefined;
}
