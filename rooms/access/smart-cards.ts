import { createHash } from "node:crypto";
import { appendEntry } from "#rooms/audit";
import { equalSecrets, newId, notFound, notify, type Actor, type Exchange, type Services } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findPerson } from "./access.store.ts";
import { openSession, type Arrival, type OpenedSession } from "./open-session.ts";
import { isSealed, sealRow } from "./row-seals.ts";
import { findCard, insertCard, listCards, removeCard, type CardRow } from "./smart-cards.store.ts";

/*
 * Smart cards (PIV, CAC) by mutual TLS. The TLS handshake, with the issuer's chain and revocation, is a proxy's in front of
 * us; it hands the card's X.509 document over in `Client-Cert` (RFC 9440, section 2.2) together with a secret that only it
 * and we know, and strips both from whatever comes from outside. The card is known by the SHA-256 of the whole document, as
 * x5t#S256 in RFC 8705: nothing in it is parsed, and a renewed card is enrolled anew.
 */
const MAX_CHARACTERS = 16_000;

/** Enrols the card that the person's own browser shows now. */
export function enrolCard(services: Services, actor: Actor, exchange: Pick<Exchange, "header">): Promise<void> {
  const cardHash = requireCard(services, exchange);
  return services.db.inTransaction(async (tx) => {
    const id = newId("crd");
    const house = tx.asSystem("a card that was removed may have been another person's");
    if ((await insertCard(house, { id, cardHash, personId: actor.personId, at: services.clock() })) === 0) throw notValid();
    await sealRow(services, house, "smart_card", id);
    await appendEntry(services, tx, { kind: "access.card-enrolled", subject: actor.personId, by: actor, data: { cardId: id } });
    const person = await findPerson(tx, actor.personId);
    if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "access.card-enrolled", link: "/account" });
  });
}

/** Opens a session, which begins stepped up, for the person whose card is shown. */
export function signInWithCard(services: Services, arrival: Omit<Arrival, "method">): Promise<OpenedSession> {
  const cardHash = requireCard(services, arrival.exchange);
  return services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("whoever signs in is nobody yet");
    const card = await findCard(house, cardHash);
    const person = card && (await isSealed(services, house, "smart_card", card.id)) ? await findPerson(house, card.person_id) : undefined;
    if (!person) throw notValid();
    return openSession(services, tx, person, { ...arrival, method: "card" });
  });
}

/** Removes one of the actor's own cards; somebody else's looks absent. */
export function dropCard(services: Services, actor: Actor, cardId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    if ((await removeCard(tx, actor.personId, cardId, services.clock())) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "access.card-removed", subject: actor.personId, by: actor, data: { cardId } });
  });
}

export function listOwnCards(services: Services, actor: Actor): Promise<CardRow[]> {
  return listCards(services.db, actor.personId);
}

/** The hash of the card shown, which counts only from the proxy that the configuration shares a secret with. */
function requireCard({ configuration, keys }: Services, exchange: Pick<Exchange, "header">): string {
  const secret = configuration.cardProxySecret;
  const shown = exchange.header("client-cert") ?? "";
  if (secret === undefined || !equalSecrets(exchange.header("x-breakwater-proxy") ?? "", secret)) throw notValid();
  const encoded = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(shown.slice(0, MAX_CHARACTERS))?.[1];
  if (!encoded) throw notValid();
  return keys.keyedHash("smart-card", createHash("sha256").update(Buffer.from(encoded, "base64")).digest("hex"));
}

function notValid(): AccessRefusal {
  return new AccessRefusal("card-not-valid", "card: no card that is known here was shown. Sign in another way, then enrol it on your account page.", { field: "card" });
}
