import type { Undertaking } from "#contracts/nondisclosure";
import { filterFor, findOrganisationCard, findPersonCard, isAllowed } from "#rooms/access";
import { getReceipt } from "#rooms/audit";
import { notFound, type Actor, type EntityReference, type Facts, type FileReply, type Queryable, type ResourceKind, type Services } from "#rooms/platform";
import { findText, findUndertaking, listUndertakings as listRows, OWNED_UNDERTAKING, UNDERTAKING_COLUMNS, type UndertakingRow } from "./nondisclosure.store.ts";
import { openDocument } from "./write-nondisclosure.ts";

/** One signer's undertaking, as the developer, the signer, and for an agency's its officers meet it. */
export const undertakingResource: ResourceKind = {
  type: "Undertaking",
  read: "engagement:read-undertaking",
  load: async ({ db }, id) => {
    const row = await findUndertaking(db, id);
    return row && toFacts(row);
  },
  absent: toFacts({ developer_organisation_id: "nobody", agency_organisation_id: "nobody", person_id: "nobody" }),
  owned: OWNED_UNDERTAKING,
};

function toFacts({ developer_organisation_id, agency_organisation_id, person_id }: Pick<UndertakingRow, "developer_organisation_id" | "agency_organisation_id" | "person_id">): Facts {
  const organisation = (id: string): EntityReference => ({ type: "Organisation", id });
  return { developer: organisation(developer_organisation_id), agency: organisation(agency_organisation_id), signers: person_id === null ? [] : [{ type: "Person", id: person_id }], isAgencys: person_id === null };
}

export async function showUndertaking(services: Services, actor: Actor, id: string): Promise<Undertaking> {
  const row = await findUndertaking(services.db, id);
  if (!row) throw notFound();
  return { ...(await describeUndertaking(services, services.db, row)), awaitsYou: awaits(actor, row) };
}

/** Those that are the reader's to see, the newest first. */
export async function listUndertakings(services: Services, actor: Actor, engagementId: string | null) {
  const rows = await listRows(services.db, filterFor(actor, "engagement:read-undertaking", UNDERTAKING_COLUMNS), engagementId);
  return Promise.all(rows.map(async (row) => {
    const { document: _document, documentDigest: _digest, signature, ...shown } = await describeUndertaking(services, services.db, row);
    return { ...shown, signedAt: signature?.signedAt ?? null, awaitsYou: awaits(actor, row) };
  }));
}

export async function describeUndertaking(services: Services, db: Queryable, row: UndertakingRow): Promise<Omit<Undertaking, "awaitsYou">> {
  const text = await findText(db, row.text_id);
  if (!text) throw notFound();
  return {
    id: row.id,
    engagementId: row.engagement_id,
    developerName: (await findOrganisationCard(db, row.developer_organisation_id))?.name ?? "",
    agencyName: (await findOrganisationCard(db, row.agency_organisation_id))?.name ?? "",
    capacity: row.person_id === null ? "agency" : "evaluator",
    evaluatorName: row.person_id && ((await findPersonCard(db, row.person_id))?.name ?? ""),
    title: text.title,
    version: text.version,
    document: openDocument(services, text),
    documentDigest: row.text_digest,
    askedAt: row.asked_at,
    signature: toSignature(services, row),
  };
}

/** What was signed, with the ledger's receipt that it was: everything that its holder needs to show it to somebody else. */
export async function exportSigned(services: Services, actor: Actor, id: string): Promise<FileReply> {
  const row = await findUndertaking(services.db, id);
  if (!row?.entry_id) throw notFound();
  const { awaitsYou: _awaits, ...undertaking } = await showUndertaking(services, actor, id);
  const kept = { undertaking, receipt: await getReceipt(services, row.entry_id) };
  return { bytes: `${JSON.stringify(kept, null, 2)}\n`, mediaType: "application/json", fileName: `nondisclosure-${id}.json` };
}

function awaits(actor: Actor, row: UndertakingRow): boolean {
  return row.signed_at === null && isAllowed({ ...actor, steppedUp: true }, "engagement:sign-undertaking", { type: undertakingResource.type, id: row.id, facts: toFacts(row) });
}

function toSignature({ keys }: Services, row: UndertakingRow): Undertaking["signature"] {
  const { id, signed_by: signerId, signed_at: signedAt, sealed_name, sealed_title, salt, signature_digest: digest } = row;
  if (signerId === null || signedAt === null || sealed_name === null || sealed_title === null || salt === null || digest === null) return null;
  const open = (purpose: string, sealed: string) => keys.open(purpose, id, sealed).toString("utf8");
  return { name: open("engagement-signature-name", sealed_name), title: open("engagement-signature-title", sealed_title), signedAt, salt, digest, signerId };
}
