import { newId, newSecret, NOBODY, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findLink, insertLink, revokeLinks, useLink, type LinkRow } from "./access.store.ts";
import { listLinkPasskeys } from "./link-passkeys.store.ts";
import { isSealed, sealRow } from "./row-seals.ts";

const BY_SECRET = "whoever holds a link's secret is nobody yet, and no row of it is theirs";

export interface LinkTerms {
  /** What the link is for, such as `sign-in` or `case`; a link of one audience opens nothing of another. */
  readonly audience: string;
  readonly subject: string;
  readonly email?: string | null;
  /** Who is reached by it, as the room that mails knows them: they may bind passkeys, which then all their links of the audience ask for. */
  readonly holder?: string;
  readonly expiresAt: Date;
  readonly singleUse: boolean;
}

export interface OpenedLink {
  readonly id: string;
  readonly subject: string;
  readonly email: string | null;
}

/** Makes a link's secret. Only its keyed hash is kept, so the caller is the last to see it. */
export function issueLink(services: Services, tx: Transaction, terms: LinkTerms): Promise<string> {
  return makeLink(services, tx, terms, null);
}

/** A short link for a proof that was just given: what the mailed one opens, without asking again. */
export function issueProvenLink(services: Services, tx: Transaction, link: LinkRow, proof: { readonly passkeyId: string; readonly expiresAt: Date }): Promise<string> {
  const { audience, subject, email, holder } = link;
  return makeLink(services, tx, { audience, subject, email, ...(holder === null ? {} : { holder }), expiresAt: proof.expiresAt, singleUse: false }, proof.passkeyId);
}

async function makeLink(services: Services, tx: Transaction, terms: LinkTerms, provenBy: string | null): Promise<string> {
  const token = newSecret();
  const id = newId("lnk");
  await insertLink(tx.asSystem(BY_SECRET), {
    tokenHash: hashToken(services, token),
    id,
    audience: terms.audience,
    subject: terms.subject,
    email: terms.email ?? null,
    holder: terms.holder ?? null,
    provenBy,
    at: services.clock(),
    expiresAt: terms.expiresAt,
    singleUse: terms.singleUse,
  });
  await sealRow(services, tx, "link", id);
  return token;
}

/**
 * What a link opens now; wrong, expired, revoked and used up are one answer. A link whose holder has bound passkeys opens
 * nothing by itself, and one that was given for a proof ends with its passkey.
 */
export async function openLink(services: Services, db: Queryable, audience: string, token: string): Promise<OpenedLink> {
  return toOpened(await getProvenLink(services, db, audience, token));
}

/** The same link as it is kept. */
export async function getProvenLink(services: Services, db: Queryable, audience: string, token: string): Promise<LinkRow> {
  const link = await getLink(services, db, audience, token);
  await requireProof(db, link);
  return link;
}

/** A link that is valid, whether or not its holder has proved anything: for asking them to, and for nothing else. */
export async function getLink(services: Services, db: Queryable, audience: string, token: string): Promise<LinkRow> {
  const link = await findLink(db.asSystem(BY_SECRET), hashToken(services, token), audience, services.clock());
  if (!link || !(await isSealed(services, db, "link", link.id))) throw notValid();
  return link;
}

async function requireProof(db: Queryable, { audience, holder, proven_by }: LinkRow): Promise<void> {
  if (holder === null) return;
  const passkeys = await listLinkPasskeys(db.asSystem(BY_SECRET), { audience, holder });
  if (proven_by === null && passkeys.length > 0) throw new AccessRefusal("passkey-needed", "This link opens with a passkey that was bound to it. Show the passkey; if it is lost, write to whoever sent you the link.", { field: "token" });
  if (proven_by !== null && !passkeys.some(({ id }) => id === proven_by)) throw notValid();
}

export interface LinkHolder {
  /** The world as the link shows it: its subject and nothing else. */
  readonly services: Services;
  readonly subject: string;
  /** Who acts, for the ledger. */
  readonly by: Pick<Actor, "personId" | "organisationId">;
}

/**
 * Lets in whoever holds a link's secret, without an account: from here on the database acts for the link's subject.
 * @param as what the holder is to the room, for the ledger
 */
export async function enterByLink(anybody: Services, { audience, token, as }: { readonly audience: string; readonly token: string; readonly as: string }): Promise<LinkHolder> {
  const { id, subject } = await openLink(anybody, anybody.db, audience, token);
  return { services: anybody.as({ ...NOBODY, personId: id, subject }), subject, by: { personId: id, organisationId: as } };
}

/** As `openLink`, and uses the link up when it is for one use; of two at once one wins. */
export async function redeemLink(services: Services, tx: Transaction, audience: string, token: string): Promise<OpenedLink> {
  const house = tx.asSystem(BY_SECRET);
  const link = await findLink(house, hashToken(services, token), audience, services.clock());
  if (!link || !(await isSealed(services, house, "link", link.id))) throw notValid();
  await requireProof(house, link);
  if ((await useLink(house, link.id, services.clock())) === 0) throw notValid();
  return toOpened(link);
}

/** Ends every link of this audience to this subject at once. */
export async function revokeLinksTo(services: Services, tx: Transaction, audience: string, subject: string): Promise<void> {
  await revokeLinks(tx.asSystem(BY_SECRET), audience, subject, services.clock());
}

function notValid(): AccessRefusal {
  return new AccessRefusal("link-not-valid", "This link is not valid any more. Ask for a new one.", { field: "token" });
}

function toOpened(link: LinkRow): OpenedLink {
  return { id: link.id, subject: link.subject, email: link.email };
}

function hashToken(services: Services, token: string): string {
  return services.keys.keyedHash("link", token);
}
