import type { PasskeyAssertion, PasskeyRegistration } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, notify, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import type { LinkRow } from "./access.store.ts";
import { endLinksOf, findLinkPasskey, insertLinkPasskey, listBoundHolders, listLinkPasskeys, noteLinkPasskeyUse, removeLinkPasskey, removeLinkPasskeysOf, type Holder } from "./link-passkeys.store.ts";
import { getLink, getProvenLink, issueProvenLink } from "./links.ts";
import { isSealed, sealRow } from "./row-seals.ts";
import { askForNewPasskey, askForPasskey, passkeyNotValid, readRegistration, verifyAnswer, type Asked } from "./webauthn.ts";

/*
 * Passkeys of whoever is reached by mailed links and has no account. Once one is bound, a link of theirs that was lost or
 * passed on opens nothing: it only lets its holder show the passkey, for which they get a second, short link. That one is the
 * same link to every room, and ends with its passkey. Whoever reads the first mail may bind; that a passkey was bound is
 * mailed to the same address, and whoever coordinates takes it away again where it was not the holder, or is lost.
 */
const kept = (db: Queryable): Queryable => db.asSystem("who holds a link is nobody yet, and the passkeys bound to it are no person's rows");
const PROVEN_HOURS = 4;
const MOST = 10;

/** A link's secret and what it is for. */
export interface HeldLink {
  readonly audience: string;
  readonly token: string;
}

export interface ProvenLink {
  readonly token: string;
  readonly expiresAt: string;
}

type BoundLink = LinkRow & Holder;

export async function showLinkPasskeys(services: Services, held: HeldLink) {
  const link = await enter(services, held);
  return (await listLinkPasskeys(kept(services.db), link)).map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at, lastUsedAt: row.last_used_at }));
}

/** What the browser asks an authenticator that shall hold a new passkey for this link's holder. */
export async function beginLinkPasskey(services: Services, held: HeldLink) {
  const link = await enter(services, held);
  const known = await requireRoom(services.db, link);
  const name = link.email ?? link.audience;
  return askForNewPasskey(services, services.db, { asked: askedOf("link-enrol", link), user: { id: `${link.audience} ${link.holder}`, name, displayName: name }, known });
}

/** Binds a passkey, and answers with a link that is proven by it: the one that was mailed opens nothing from now on. */
export async function bindLinkPasskey(services: Services, { name, registration, ...held }: HeldLink & { readonly name: string; readonly registration: PasskeyRegistration }): Promise<ProvenLink> {
  const link = await enter(services, held);
  const credential = await readRegistration(services, registration, askedOf("link-enrol", link));
  return services.db.inTransaction(async (tx) => {
    await requireRoom(tx, link);
    const id = newId("lpk");
    try {
      await insertLinkPasskey(kept(tx), { id, audience: link.audience, holder: link.holder, ...credential, name, at: services.clock() });
      await sealRow(services, tx, "link_passkey", id);
    } catch (error) {
      if (isUniqueViolation(error)) throw passkeyNotValid();
      throw error;
    }
    await record(services, tx, link, { kind: "access.link-passkey-added", passkeyId: id });
    await tellHolder(services, tx, link, { kind: "access.link-passkey-added", params: { name } });
    return prove(services, tx, link, id);
  });
}

/** Removes one of the holder's passkeys; somebody else's looks absent. What was proven by it ends with it. */
export async function dropLinkPasskey(services: Services, { passkeyId, ...held }: HeldLink & { readonly passkeyId: string }): Promise<void> {
  const link = await enter(services, held);
  await services.db.inTransaction(async (tx) => {
    if ((await removeLinkPasskey(kept(tx), link, { id: passkeyId, at: services.clock() })) === 0) throw notFound();
    await record(services, tx, link, { kind: "access.link-passkey-removed", passkeyId });
    await tellHolder(services, tx, link, { kind: "access.link-passkey-removed", params: {} });
  });
}

/** What the browser asks whichever passkey the holder chooses: the same for every link, so that it tells nothing of whose it is. */
export async function askLinkHolder(services: Services, held: HeldLink) {
  return askForPasskey(services, services.db, { asked: askedOf("link-proof", await reach(services, held)) });
}

/** For a passkey's answer, a link that opens what the mailed one would. */
export async function proveLink(services: Services, { assertion, ...held }: HeldLink & { readonly assertion: PasskeyAssertion }): Promise<ProvenLink> {
  const link = await reach(services, held);
  const passkey = await findLinkPasskey(kept(services.db), link, assertion.id);
  if (!passkey || !(await isSealed(services, services.db, "link_passkey", passkey.id))) throw passkeyNotValid();
  const answer = await verifyAnswer(services, { assertion, passkey, asked: askedOf("link-proof", link) });
  return services.db.inTransaction(async (tx) => {
    if ((await noteLinkPasskeyUse(kept(tx), { id: passkey.id, formerCounter: passkey.counter, ...answer, at: services.clock() })) === 0) throw passkeyNotValid();
    await record(services, tx, link, { kind: "access.link-proven", passkeyId: passkey.id });
    return prove(services, tx, link, passkey.id);
  });
}

export interface BoundHolder {
  readonly subject: string;
  /** Where they were mailed to. */
  readonly email: string | null;
  readonly passkeys: number;
}

/** Who, of those that links of an audience to these subjects were mailed to, has bound passkeys. The caller decides who may ask. */
export async function listLinkHolders(db: Queryable, { audience, subjects }: { readonly audience: string; readonly subjects: readonly string[] }): Promise<readonly BoundHolder[]> {
  return (await listBoundHolders(kept(db), audience, subjects)).map(({ subject, email, passkeys }) => ({ subject, email, passkeys }));
}

/**
 * Takes away the passkeys of whoever was mailed links to a subject, and ends all their links with them, since an old mail must not
 * open by itself what asked for a passkey before. The caller decides who may, and mails new links.
 * @returns what the ended links were for, and where they were mailed to; empty when nobody had bound a passkey
 */
export async function revokeLinkPasskeys(services: Services, tx: Transaction, { audience, subject, by }: { readonly audience: string; readonly subject: string; readonly by: Actor }): Promise<readonly { readonly subject: string; readonly email: string | null }[]> {
  const house = kept(tx);
  const ended = [];
  for (const { holder } of await listBoundHolders(house, audience, [subject])) {
    const removed = await removeLinkPasskeysOf(house, { audience, holder }, services.clock());
    ended.push(...(await endLinksOf(house, { audience, holder }, services.clock())));
    await appendEntry(services, tx, { kind: "access.link-passkeys-revoked", subject, by, data: { audience, passkeys: removed } });
  }
  return ended;
}

async function enter(services: Services, { audience, token }: HeldLink): Promise<BoundLink> {
  return toBound(await getProvenLink(services, services.db, audience, token));
}

/** A holder on their way in, by the mailed link alone. */
async function reach(services: Services, { audience, token }: HeldLink): Promise<BoundLink> {
  return toBound(await getLink(services, services.db, audience, token));
}

/** Links that name nobody who could bind a passkey, such as those that sign in, look absent here. */
function toBound(link: LinkRow): BoundLink {
  if (link.holder === null) throw notFound();
  return { ...link, holder: link.holder };
}

async function requireRoom(db: Queryable, link: Holder) {
  const known = await listLinkPasskeys(kept(db), link);
  if (known.length >= MOST) throw new AccessRefusal("too-many-passkeys", `At most ${MOST} passkeys are bound to one holder's links. Remove one first.`);
  return known;
}

async function prove(services: Services, tx: Transaction, link: BoundLink, passkeyId: string): Promise<ProvenLink> {
  const expiresAt = new Date(Math.min(services.clock().getTime() + PROVEN_HOURS * 3_600_000, Date.parse(link.expires_at)));
  return { token: await issueProvenLink(services, tx, link, { passkeyId, expiresAt }), expiresAt: expiresAt.toISOString() };
}

function record(services: Services, tx: Transaction, { id, subject, audience }: LinkRow, { kind, passkeyId }: { readonly kind: string; readonly passkeyId: string }) {
  return appendEntry(services, tx, { kind, subject, by: { personId: id, organisationId: audience }, data: { passkeyId } });
}

async function tellHolder(services: Services, tx: Transaction, { email }: LinkRow, { kind, params }: { readonly kind: string; readonly params: Readonly<Record<string, string>> }): Promise<void> {
  if (email !== null) await notify(services, tx, { to: { email }, kind, params, headers: { "Auto-Submitted": "auto-generated" } });
}

const askedOf = (purpose: "link-enrol" | "link-proof", { id, audience, holder }: BoundLink): Asked => ({ purpose, whom: `${audience} ${holder}`, where: id });
