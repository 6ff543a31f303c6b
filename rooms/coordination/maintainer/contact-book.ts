import { appendEntry } from "#rooms/audit";
import { newId, notFound, SYSTEM_ACTOR, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { recordRoute } from "#rooms/scanning";
import { endContacts, insertContact, listContacts, markVerified, type ContactSource } from "./contact-book.store.ts";
import { readContactFile, type ContactFile, type ContactFileName, type FoundContact } from "./contact-files.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findProject, lockPace, type ProjectRow } from "../coordination.store.ts";

type By = Pick<Actor, "personId" | "organisationId">;

export interface Contact {
  readonly id: string;
  readonly address: string;
  readonly kind: "mail" | "page";
  readonly source: ContactSource;
  readonly readAt: string;
  /** When a link that was mailed there was opened. */
  readonly verifiedAt: string | null;
}

/** Where a project's maintainers are reached, in the order to try; last the address that its record was opened with. */
export async function readContacts(services: Services, db: Queryable, project: ProjectRow): Promise<readonly Contact[]> {
  const contacts: Contact[] = (await listContacts(db, [project.id])).map((row) => ({
    id: row.id, address: openContact(services, row), kind: row.kind, source: row.source, readAt: row.read_at, verifiedAt: row.verified_at,
  }));
  if (contacts.some(({ address }) => sameAddress(address, project.contact_email))) return contacts;
  return [...contacts, { id: project.id, address: project.contact_email, kind: "mail", source: "coordinator", readAt: project.created_at, verifiedAt: null }];
}

/**
 * Where to write now: what the maintainers themselves named, else a contact somebody has read mail at, else the address that
 * the project was opened with. A published file alone moves no mail: whoever can write it is not yet the maintainer.
 */
export async function chooseAddress(services: Services, db: Queryable, project: ProjectRow): Promise<Contact> {
  const mails = (await readContacts(services, db, project)).filter(({ kind }) => kind === "mail");
  const chosen = mails.find(({ source }) => source === "policy") ?? mails.find(({ verifiedAt }) => verifiedAt !== null) ?? mails.find(({ address }) => sameAddress(address, project.contact_email));
  if (!chosen) throw new Error(`Project ${project.id} has no address`);
  return chosen;
}

/** The next contact on file that was not written to yet; undefined when none is left. */
export async function findUntried(services: Services, db: Queryable, project: ProjectRow, tried: readonly string[]): Promise<string | undefined> {
  return (await readContacts(services, db, project)).find(({ kind, address }) => kind === "mail" && !tried.some((one) => sameAddress(one, address)))?.address;
}

export function openContact(services: Services, row: { readonly id: string; readonly sealed: string }): string {
  return services.keys.open("maintainer-contact", row.id, row.sealed).toString("utf8");
}

/** Enters what a given file says. Addresses known already stay as they are. */
export async function enterContactFile(services: Services, { actor, projectId, file, text }: { readonly actor: Actor; readonly projectId: string; readonly file: ContactFileName; readonly text: string }): Promise<ContactFile> {
  const read = readContactFile(file, text);
  if (read.expiresAt !== null && read.expiresAt <= services.clock().toISOString()) throw new CoordinationRefusal("file-expired", `text: the file expired at ${read.expiresAt} (RFC 9116 section 2.5.5); ask for the current one`, { field: "text" });
  await services.db.inTransaction(async (tx) => {
    await lockPace(tx, projectId);
    const project = await findProject(tx, projectId);
    if (!project) throw notFound();
    const source = ({ "security.txt": "security-txt", "SECURITY.md": "security-md", "SECURITY-INSIGHTS.yml": "security-insights" } as const)[file];
    const entered = await addContacts(services, tx, { project, found: read.contacts, source });
    await appendEntry(services, tx, { kind: "coordination.contacts-read", subject: projectId, by: actor, data: { source, found: read.contacts.length, entered } });
  });
  return read;
}

/** The maintainers' own list stands before all others; an earlier list of theirs ends. */
export async function replacePolicyContacts(services: Services, tx: Transaction, { projectId, addresses, by }: { readonly projectId: string; readonly addresses: readonly string[]; readonly by: By }): Promise<void> {
  const project = await findProject(tx, projectId);
  if (!project) throw notFound();
  const wanted = new Set(addresses.map((address) => hashAddress(services, address)));
  const rows = await listContacts(tx, [projectId]);
  // One that also came from elsewhere is entered anew as theirs.
  const ended = rows.filter((row) => row.source === "policy" || wanted.has(hashAddress(services, openContact(services, row))));
  await endContacts(tx, ended.map(({ id }) => id), services.clock());
  await addContacts(services, tx, { project, found: addresses.map((address) => ({ kind: "mail", address })), source: "policy" });
  await appendEntry(services, tx, { kind: "coordination.contacts-set", subject: projectId, by, data: { contacts: addresses.length } });
}

async function addContacts(services: Services, tx: Transaction, { project, found, source }: { readonly project: ProjectRow; readonly found: readonly FoundContact[]; readonly source: ContactSource }): Promise<number> {
  const known = new Set((await listContacts(tx, [project.id])).map((row) => hashAddress(services, openContact(services, row))));
  let place = 0;
  for (const { kind, address } of found) {
    const addressHash = hashAddress(services, address);
    if (known.has(addressHash)) continue;
    known.add(addressHash);
    const id = newId("con");
    await insertContact(tx, { id, projectId: project.id, sealed: services.keys.seal("maintainer-contact", id, address), addressHash, kind, source, place, at: services.clock() });
    place += 1;
  }
  return place;
}

/** Marks a contact whose mailed link was opened: somebody reads it. */
export async function verifyContact(services: Services, { projectId, address }: { readonly projectId: string; readonly address: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const source = await markVerified(tx, { projectId, addressHash: hashAddress(services, address), at: services.clock() });
    // Only what the project itself publishes goes out to others; where an analyst knows somebody from does not.
    if (source !== "security-txt" && source !== "security-md" && source !== "security-insights") return;
    const project = await findProject(tx, projectId);
    if (project) await recordRoute(services, tx.asSystem("a published way that was tried is a record of the house"), { actor: SYSTEM_ACTOR, repository: project.repository, route: source, address });
  });
}

function hashAddress(services: Services, address: string): string {
  return services.keys.keyedHash("maintainer-contact", address.trim().toLowerCase());
}

function sameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
