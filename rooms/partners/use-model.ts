import type { PartnerCall } from "#contracts/partners";
import { findPersonCard, recordRead } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { findModelEndpoint, SAME_READ_MS } from "#rooms/engagement";
import { askEndpoint, followCall, isKeyLive, nameOutcome, refuseKey, withinCall, type ModelAnswer, type ModelCallUnderWay, type ModelMessages } from "#rooms/model-proxy";
import { newId, type Actor, type Queryable, type Services } from "#rooms/platform";
import { refuseGap } from "./activate-partner.ts";
import { requirePartnersOwn, tellDeveloper } from "./early-access.ts";
import { findModelKey, finishModelCall, insertModelCall, listModelCalls } from "./model-use.store.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { findEarlyAccess, type EarlyAccessRow } from "./partners.store.ts";

/** Somebody of an active partner, and the system of its scope, or the scan for an operator, that the model is used for. */
export interface PartnerUse {
  readonly actor: Actor;
  readonly id: string;
  readonly system: string;
  /** Null from a page. */
  readonly keyId: string | null;
}

/** One answer for a page; the developer sees that it was asked for. */
export async function askModel(services: Services, { messages, ...use }: Omit<PartnerUse, "keyId"> & { readonly messages: ModelMessages }): Promise<ModelAnswer> {
  const what = `Asked the model about ${use.system}: ${messages.length} ${messages.length === 1 ? "message" : "messages"}`;
  const call = await beginUse(services, { ...use, keyId: null, what, question: JSON.stringify(messages), tools: [] });
  return withinCall(call, async () => {
    const result = await askEndpoint(services, { ...call.endpoint, signal: call.signal }, messages);
    return { result, spoken: result.content };
  });
}

/**
 * Begins a call, which then stands in the developer's list. A use for anything outside of the scope is refused and recorded.
 * The moment the access is stopped, or the system leaves the scope, the call ends too.
 */
export async function beginUse(services: Services, use: PartnerUse & { readonly what: string; readonly question: string; readonly tools: readonly string[] }): Promise<ModelCallUnderWay> {
  const { actor, id, system, keyId, question, tools } = use;
  const row = await requireUse(services, use);
  const endpoint = await findModelEndpoint(services, services.db.asSystem("a partner asks through the server, and never holds the way to the model"), row.engagement_id);
  if (!endpoint) throw notActive();
  const callId = newId("call");
  await services.db.inTransaction(async (tx) => {
    const read = { actor, ownerOrganisationId: row.developer_organisation_id, subject: id, purpose: "early-access", what: use.what };
    // A program may ask a thousand times: among the reads it stands once in a while, in the list of calls each time.
    if (keyId === null) await recordRead(services, tx, read);
    else {
      await recordRead(services, tx, { ...read, onceInMs: SAME_READ_MS });
      await appendEntry(services, tx, { kind: "partners.model-called", subject: id, by: actor, data: { callId }, visibleTo: [row.developer_organisation_id] });
    }
    await insertModelCall(tx, { id: callId, earlyAccessId: id, personId: actor.personId, keyId, system, tools, at: services.clock(), questionBytes: Buffer.byteLength(question) });
  });
  return followCall({
    id: callId, endpoint, refuse: notActive,
    requireAccess: async () => {
      if (!isInScope(await requireActive(services, services.db, use), system)) throw outsideScope();
    },
    finish: (outcome, answer) => finishModelCall(services.db, callId, { outcome, at: services.clock(), answerBytes: answer?.bytes ?? 0 }),
  });
}

/** The early access while it stands, for this system; a use for any other is kept and shown to the developer. */
export async function requireUse(services: Services, use: PartnerUse): Promise<EarlyAccessRow> {
  const row = await requireActive(services, services.db, use);
  if (!isInScope(row, use.system)) throw await recordRefusedUse(services, use.actor, row);
  return row;
}

/** The early access while it is active and nothing that it needs is missing, for somebody who still is one of its partner's people. */
export async function requireActive(services: Services, db: Queryable, { actor, id, keyId }: PartnerUse): Promise<EarlyAccessRow> {
  const row = requirePartnersOwn(await findEarlyAccess(db, id));
  const person = await findPersonCard(db, actor.personId);
  if (row.state !== "active" || person?.organisationId !== row.partner_organisation_id || !person.roles.includes("partner-security-lead")) throw notActive();
  refuseGap(services, row);
  if (keyId !== null && !isKeyLive(await findModelKey(db, keyId), services.clock().getTime())) throw refuseKey();
  return row;
}

/** Every call that a partner made, for its developer. */
export async function showCalls({ db, clock }: Services, earlyAccessId: string): Promise<PartnerCall[]> {
  const rows = await listModelCalls(db, earlyAccessId);
  const ids = [...new Set(rows.map((row) => row.person_id))];
  const people = new Map(await Promise.all(ids.map(async (id) => [id, await findPersonCard(db, id)] as const)));
  const now = clock().getTime();
  return rows.map((row) => ({
    id: row.id, personId: row.person_id, personName: people.get(row.person_id)?.name ?? "", organisationName: people.get(row.person_id)?.organisationName ?? "", by: row.key_id === null ? "page" : "program",
    system: row.system, tools: row.tools, askedAt: row.asked_at, endedAt: row.ended_at, outcome: nameOutcome(row, now), questionBytes: row.question_bytes, answerBytes: row.answer_bytes,
  }));
}

/** Refused and kept: for the developer in its list of uses, and in the ledger, which does not say for what. */
async function recordRefusedUse(services: Services, actor: Actor, row: EarlyAccessRow): Promise<PartnersRefusal> {
  await services.db.inTransaction(async (tx) => {
    await recordRead(services, tx, { actor, ownerOrganisationId: row.developer_organisation_id, subject: row.id, purpose: "early-access", what: "Refused: asked for a system outside of the scope" });
    await appendEntry(services, tx, { kind: "partners.use-refused", subject: row.id, by: actor, data: { reason: "outside-scope" }, visibleTo: [row.developer_organisation_id] });
    await tellDeveloper(services, tx, row, "partners.use-refused", ["developer-security-lead"]);
  });
  return outsideScope();
}

/** A system of the scope by its name, or a scan that goes on by its number. */
function isInScope(row: EarlyAccessRow, system: string): boolean {
  return row.systems.some(({ name }) => name === system) || row.scans.includes(system);
}

function notActive(): PartnersRefusal {
  return new PartnersRefusal("not-active", "Your early access is not active now.");
}

function outsideScope(): PartnersRefusal {
  return new PartnersRefusal("outside-scope", "system: this is not one of the systems that your access is for; the attempt was recorded. Propose a change of the scope first", { field: "system" });
}
