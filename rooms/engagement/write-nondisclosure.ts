import { createHash } from "node:crypto";
import type { writeNondisclosureText as writeBody } from "#contracts/nondisclosure";
import { findPersonCard, listHolders, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notify, PlatformRefusal, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import type { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import type { EngagementRow } from "./engagement.store.ts";
import { findNextVersion, findTextByDigest, insertText, insertUndertaking, listTexts as listRows, type NondisclosureTextRow } from "./nondisclosure.store.ts";
import { SPEAKER_OF } from "./speakers.ts";

/** What is signed, as one text: by its digest an offer names it, and a copy of it proves what it was. */
export function composeDocument({ title, version, agencySigns, text }: z.output<typeof writeBody> & { readonly version: number }): string {
  return `${title}\nVersion ${version}\nSigned by each named evaluator${agencySigns ? ", and by an officer for their agency" : ""}\n\n${text}\n`;
}

/** Writes a version of the developer's nondisclosure terms. It binds nobody until an offer asks for it and somebody signs. */
export async function writeNondisclosureText(services: Services, { actor, written }: { readonly actor: Actor; readonly written: z.output<typeof writeBody> }): Promise<void> {
  const id = newId("ndt");
  try {
    await services.db.inTransaction(async (tx) => {
      const version = await findNextVersion(tx, actor.organisationId, written.title);
      const document = composeDocument({ ...written, version });
      const digest = createHash("sha256").update(document).digest("hex");
      const { title, agencySigns } = written;
      await insertText(tx, { id, organisationId: actor.organisationId, title, version, digest, sealedDocument: services.keys.seal("engagement-nondisclosure", id, document), agencySigns, by: actor.personId, at: services.clock() });
      await appendEntry(services, tx, { kind: "engagement.nondisclosure-written", subject: id, by: actor, data: { version, digest, agencySigns } });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new PlatformRefusal("conflict", "title: somebody else wrote a version of these terms at the same moment; look at it, and write yours again", { field: "title", cause: error });
  }
}

export async function listNondisclosureTexts(services: Services, db: Queryable, organisationId: string) {
  return Promise.all((await listRows(db, organisationId)).map(async (row) => ({
    id: row.id, title: row.title, version: row.version, document: openDocument(services, row), digest: row.digest, agencySigns: row.agency_signs, writtenByName: (await findPersonCard(db, row.written_by))?.name ?? "", writtenAt: row.written_at,
  })));
}

export function openDocument({ keys }: Services, { id, sealed_document }: Pick<NondisclosureTextRow, "id" | "sealed_document">): string {
  return keys.open("engagement-nondisclosure", id, sealed_document).toString("utf8");
}

interface Asked {
  readonly engagement: EngagementRow;
  /** Of the text, as the offer names it; null when it asks for none. */
  readonly digest: string | null;
  readonly people: readonly PersonCard[];
}

/** Asks those whom an offer names, and where the terms say so an officer of their agency, to sign; each is told once. */
export async function askForSignatures(services: Services, tx: Transaction, { engagement, digest, people }: Asked): Promise<void> {
  const text = await findNamedText(tx, engagement, digest);
  if (!text) return;
  const officers = text.agency_signs ? await listHolders(tx, SPEAKER_OF.government) : [];
  const asked = new Map<string, { readonly agencyId: string; readonly personId: string | null; readonly told: readonly PersonCard[] }>();
  for (const [index, person] of people.entries()) {
    asked.set(person.id, { agencyId: person.organisationId, personId: person.id, told: [person] });
    if (!text.agency_signs) continue;
    const told = officers.filter(({ organisationId }) => organisationId === person.organisationId);
    if (told.length === 0) throw new EngagementRefusal("nobody-signs-for-agency", `evaluators.${index}.email: nobody at this evaluator's agency can sign for it; choose terms that ask for the evaluator's signature alone, or ask the agency to name an officer`, { field: `evaluators.${index}.email` });
    asked.set(person.organisationId, { agencyId: person.organisationId, personId: null, told });
  }
  for (const { agencyId, personId, told } of asked.values()) {
    const id = newId("und");
    if (!(await insertUndertaking(tx, { id, engagementId: engagement.id, textId: text.id, textDigest: text.digest, developerId: engagement.organisation_id, agencyId, personId, at: services.clock() }))) continue;
    for (const person of told) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "engagement.nondisclosure-asked", link: `/undertakings/${id}` });
  }
}

async function findNamedText(db: Queryable, engagement: EngagementRow, digest: string | null): Promise<NondisclosureTextRow | undefined> {
  if (digest === null) return undefined;
  const text = await findTextByDigest(db, engagement.organisation_id, digest);
  if (!text) throw new EngagementRefusal("no-such-text", "nondisclosure: your organisation has no nondisclosure terms of this digest; write them first, or leave it empty", { field: "nondisclosure" });
  return text;
}
