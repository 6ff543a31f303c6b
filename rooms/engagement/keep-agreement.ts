import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findAgreementFault, type AgreementEvent, type AgreementFault } from "./agreement.rules.ts";
import {
  insertPublication, insertWord, listPublications, listTerms, listWords, lockAgreement, markAgreementEnded, markTakenDown, markTermInForce, type AgreementRow, type AgreementTermRow, type AgreementWordRow,
} from "./agreements.store.ts";
import { EngagementRefusal } from "./engagement.errors.ts";
import { partiesOf, proposeTerm, tellParties } from "./enter-agreement.ts";

interface Step {
  readonly actor: Actor;
  readonly agreementId: string;
}

interface Held {
  readonly row: AgreementRow;
  readonly newest: AgreementTermRow;
  readonly words: readonly AgreementWordRow[];
}

/** A party gives its word on the term that it read; with the last one it is in force. */
export function confirmAgreement(services: Services, { actor, agreementId, termDigest }: Step & { readonly termDigest: string }): Promise<void> {
  return take(services, { actor, agreementId, event: { name: "confirm" } }, async (tx, { row, newest, words }) => {
    if (newest.digest !== termDigest) throw new EngagementRefusal("terms-changed", "termDigest: this is not the term that waits for your word; read the agreement again", { field: "termDigest" });
    const at = services.clock();
    const { number } = newest;
    await insertWord(tx, { agreementId, number, organisationId: actor.organisationId, personId: actor.personId, at });
    await note(services, tx, { actor, row, kind: "engagement.agreement-confirmed", data: { term: number, termDigest } });
    const given = new Set([...words.map(({ organisation_id }) => organisation_id), actor.organisationId]);
    if (!partiesOf(row).every((party) => given.has(party))) return;
    await markTermInForce(tx, { agreementId, number, at });
    await note(services, tx, { actor, row, kind: "engagement.agreement-agreed", data: { term: number } });
    await tellParties(services, tx, { parties: partiesOf(row), kind: "engagement.agreement-agreed", agreementId });
  });
}

/** Proposes a later end; the earlier term goes on until every party has given its word. */
export function renewAgreement(services: Services, { actor, agreementId, until }: Step & { readonly until: string | null }): Promise<void> {
  return take(services, { actor, agreementId, event: { name: "renew", until: until === null ? null : Date.parse(until) } }, (tx, { row, newest }) =>
    proposeTerm(services, tx, { actor, agreementId, number: newest.number + 1, until, parties: partiesOf(row), kind: "engagement.agreement-renewal-proposed", agreed: { earlierTermDigest: newest.digest } }));
}

/** Any party, alone and at any time. What it says of confidentiality may bind on by its own words. */
export function endAgreement(services: Services, { actor, agreementId }: Step): Promise<void> {
  return take(services, { actor, agreementId, event: { name: "end" } }, async (tx, { row }) => {
    await markAgreementEnded(tx, { agreementId, by: actor.organisationId, at: services.clock() });
    await note(services, tx, { actor, row, kind: "engagement.agreement-ended", data: {}, isTold: true });
  });
}

/** Shows parties, scope, dates and legal basis to everyone; of the confidentiality terms only the digest. */
export function publishAgreement(services: Services, { actor, agreementId }: Step): Promise<void> {
  return take(services, { actor, agreementId, event: { name: "publish" } }, async (tx, { row }) => {
    const publicationId = newId("pub");
    await insertPublication(tx, { id: publicationId, agreementId, by: actor.organisationId, at: services.clock() });
    await note(services, tx, { actor, row, kind: "engagement.agreement-published", data: { publicationId }, isTold: true });
  });
}

/** Takes it down again. That something was public, from when until when, stays for everyone to see. */
export function takeDownAgreement(services: Services, { actor, agreementId }: Step): Promise<void> {
  return take(services, { actor, agreementId, event: { name: "take-down" } }, async (tx, { row }) => {
    await markTakenDown(tx, { agreementId, by: actor.organisationId, at: services.clock() });
    await note(services, tx, { actor, row, kind: "engagement.agreement-taken-down", data: {}, isTold: true });
  });
}

/** Holds the agreement, asks the rules, and does the step in one transaction. */
async function take(services: Services, { actor, agreementId, event }: Step & { readonly event: AgreementEvent }, step: (tx: Transaction, held: Held) => Promise<void>): Promise<void> {
  try {
    await services.db.inTransaction(async (tx) => {
      const row = await lockAgreement(tx, agreementId);
      const terms = await listTerms(tx, [agreementId]);
      const newest = terms.at(-1);
      if (!row || !newest) throw notFound();
      const words = (await listWords(tx, agreementId)).filter(({ number }) => number === newest.number);
      const fault = findAgreementFault({
        beginsAt: Date.parse(row.begins_at),
        endedAt: toMs(row.ended_at),
        mayBePublic: row.may_be_public,
        isPublished: (await listPublications(tx, [agreementId])).some(({ taken_down_at }) => taken_down_at === null),
        terms: terms.map(({ until, in_force_at }) => ({ until: toMs(until), inForceAt: toMs(in_force_at) })),
        hasGivenWord: words.some(({ organisation_id }) => organisation_id === actor.organisationId),
      }, event, services.clock().getTime());
      if (fault) throw refuseStep(fault);
      await step(tx, { row, newest, words });
    });
  } catch (error) {
    if (isUniqueViolation(error, "agreement_publication_one")) throw refuseStep("already-published");
    throw error;
  }
}

async function note(services: Services, tx: Transaction, { actor, row, kind, data, isTold = false }: { readonly actor: Actor; readonly row: AgreementRow; readonly kind: string; readonly data: object; readonly isTold?: boolean }): Promise<void> {
  const parties = partiesOf(row);
  await appendEntry(services, tx, { kind, subject: row.id, by: actor, data: { ...data }, visibleTo: parties });
  if (isTold) await tellParties(services, tx, { parties: parties.filter((one) => one !== actor.organisationId), kind, agreementId: row.id });
}

const FAULT_MESSAGES: Readonly<Record<AgreementFault, string>> = {
  "agreement-ended": "This agreement has ended. Enter a new one.",
  "agreement-not-confirmed": "Not every party has given its word on this agreement yet.",
  "agreement-may-not-be-public": "Its terms say that this agreement is not made public; enter a new one that may be.",
  "already-published": "This agreement is public already.",
  "end-not-later": "until: a renewal moves the end out, to a later instant in the future or to none; end the agreement to shorten it",
  "not-published": "This agreement is not public now.",
  "nothing-to-confirm": "Nothing waits for your organisation's word.",
  "term-waits": "A term waits for a party's word already; it comes first.",
};

function refuseStep(fault: AgreementFault): EngagementRefusal {
  return new EngagementRefusal(fault, FAULT_MESSAGES[fault], fault === "end-not-later" ? { field: "until" } : {});
}

function toMs(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
