import type { IncidentKind } from "#contracts/incidents";
import { enterByLink, findOrganisationCard, findPersonCard, issueLink, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, notify, SYSTEM_ACTOR, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { endAccessForIncident } from "./end-access.ts";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findEngagement, type EngagementRow } from "./engagement.store.ts";
import { tellDeveloper } from "./hold-engagement.ts";
import {
  findEvidence, findIncident, findThirdParty, insertEvent, insertEvidence, insertIncident, insertNotice, insertThirdParty, listEvents, listEvidence, listIncidents, listNotices, listThirdParties, markIncidentClosed,
  markNoticeClosed, markNoticeThirdParty, markThirdPartyRead, saveThirdPartyAnswer, type IncidentEventKind, type IncidentRow,
} from "./incidents.store.ts";
import { refuseModelName } from "./preparedness-briefs.ts";
import { listNamedPeople } from "./window.store.ts";
import { deleteDraft } from "./workbench.store.ts";

/*
 * Something went wrong while a model was evaluated (REQUIREMENTS 4.10). The developer or a named evaluator records it, or the
 * alarm of a run does; access ends at once where they say so; the developer is told, the clearinghouse that there was one and
 * of which kind, and whoever's systems were touched by a mailed link of their own. The record is the developer's and the
 * named evaluators', and nobody else's.
 *
 *   raised → (access-halted) → notes, evidence, third parties told → closed, with what was learned; only the developer closes
 */

const AUDIENCE = "incident";
const LINK_DAYS = 90;
const DAY_MS = 86_400_000;
const MOST_EVIDENCE = 50;
const OF_ALL = "an incident concerns the window of everybody";

interface InEngagement {
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly engagementId: string;
}

export interface NewIncident extends InEngagement {
  readonly kind: IncidentKind;
  /** What happened. */
  readonly text: string;
  /** Ends all access under the engagement now; it does not come back. */
  readonly halt: boolean;
}

/** Records an incident; gives its id. */
export function raiseIncident(services: Services, input: NewIncident): Promise<string> {
  return services.db.inTransaction((tx) => raise(services, tx, input));
}

/** The same in the transaction of an act of a room above: the alarm of a run, which halts in every case. */
export function raiseIncidentByAlarm(services: Services, tx: Transaction, input: { readonly engagementId: string; readonly text: string }): Promise<string> {
  return raise(services, tx, { ...input, actor: SYSTEM_ACTOR, kind: "egress", halt: true });
}

async function raise(services: Services, tx: Transaction, { actor, engagementId, kind, text, halt }: NewIncident): Promise<string> {
  const house = tx.asSystem(OF_ALL);
  const engagement = await findEngagement(house, engagementId);
  if (!engagement) throw notFound();
  const at = services.clock();
  const id = newId("inc");
  const noticeId = newId("ntc");
  await insertNotice(house, { id: noticeId, kind, at });
  await insertIncident(tx, { id, engagementId, noticeId, kind, by: actor.personId, halted: halt, at });
  await note(services, tx, { incidentId: id, kind: "raised", actor, text });
  await appendEntry(services, tx, { kind: "engagement.incident-raised", subject: engagementId, by: actor, data: { incidentId: id, incidentKind: kind, halted: halt }, visibleTo: [engagement.organisation_id] });
  if (halt) {
    const mover = actor.organisationId === engagement.organisation_id ? ("developer" as const) : actor.personId === SYSTEM_ACTOR.personId ? ("system" as const) : ("government" as const);
    await endAccessForIncident(services, house, { engagementId, actor, mover });
    await note(services, tx, { incidentId: id, kind: "access-halted", actor, text: null });
  }
  await tellDeveloper(services, house, engagement, "engagement.incident-raised", { page: "/incidents", security: true });
  await note(services, tx, { incidentId: id, kind: "developer-told", actor, text: null });
  await tellOthersNamed(services, house, { engagementId, except: actor.personId });
  await tellHolders(services, house, { roles: ["clearinghouse-analyst"], kind: "engagement.incident-notice", link: "/incident-notices" });
  await services.jobs.emit(house, "engagement.incident-raised", { noticeId, kind });
  await note(services, tx, { incidentId: id, kind: "clearinghouse-told", actor, text: null });
  if (actor.personId !== SYSTEM_ACTOR.personId) await deleteDraft(tx, engagementId, actor.personId, "incident");
  return id;
}

/** Adds to the timeline. */
export async function noteIncident(services: Services, input: InEngagement & { readonly incidentId: string; readonly text: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { engagement } = await requireOpen(tx, input);
    await note(services, tx, { incidentId: input.incidentId, kind: "note", actor: input.actor, text: input.text });
    await appendEntry(services, tx, { kind: "engagement.incident-noted", subject: input.engagementId, by: input.actor, data: { incidentId: input.incidentId }, visibleTo: [engagement.organisation_id] });
    await tellDeveloperUnlessTheirs(services, tx, { engagement, actor: input.actor });
  });
}

/** Keeps a file with its digest. What is in it is hostile; it is never opened here. */
export async function addEvidence(services: Services, input: InEngagement & { readonly incidentId: string; readonly fileName: string; readonly bytes: Uint8Array }): Promise<void> {
  const { actor, engagementId, incidentId, fileName, bytes } = input;
  await requireOpen(services.db, input);
  const digest = await services.artefacts.put(bytes);
  await services.db.inTransaction(async (tx) => {
    const { engagement } = await requireOpen(tx, input);
    if ((await listEvidence(tx, [incidentId])).length >= MOST_EVIDENCE) throw new EngagementRefusal("evidence-full", `An incident holds at most ${MOST_EVIDENCE} files; pack several into one`, { field: "body" });
    const at = services.clock();
    await insertEvidence(tx, { id: newId("evd"), incidentId, personId: actor.personId, fileName, digest, bytes: bytes.length, at });
    await note(services, tx, { incidentId, kind: "evidence-added", actor, text: fileName });
    await appendEntry(services, tx, { kind: "engagement.incident-evidence-added", subject: engagementId, by: actor, data: { incidentId, digest }, visibleTo: [engagement.organisation_id] });
    await tellDeveloperUnlessTheirs(services, tx, { engagement, actor });
  });
}

export async function downloadEvidence(services: Services, { engagementId, evidenceId }: { readonly engagementId: string; readonly evidenceId: string }): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> {
  const found = await findEvidence(services.db, evidenceId);
  const incident = found && (await findIncident(services.db, found.incident_id));
  if (!found || incident?.engagement_id !== engagementId) throw notFound();
  return { fileName: found.file_name, bytes: await services.artefacts.get(found.digest) };
}

/** Writes to whoever's systems were touched. They read and answer by a link of their own, without an account. */
export async function tellThirdParty(services: Services, input: InEngagement & { readonly incidentId: string; readonly email: string; readonly text: string }): Promise<void> {
  const { actor, engagementId, incidentId, email, text } = input;
  await services.db.inTransaction(async (tx) => {
    const { incident, engagement } = await requireOpen(tx, input);
    await refuseModelName(services, tx, engagementId, [text]);
    const at = services.clock();
    const id = newId("thp");
    await insertThirdParty(tx, { id, incidentId, sealedEmail: services.keys.seal("incident-address", id, email), sealedText: services.keys.seal("incident-told", id, text), by: actor.personId, at });
    const expiresAt = new Date(at.getTime() + LINK_DAYS * DAY_MS);
    const token = await issueLink(services, tx, { audience: AUDIENCE, subject: id, email, expiresAt, singleUse: false });
    await notify(services, tx, { to: { email }, kind: "engagement.incident-third-party", params: { linkEnds: expiresAt.toISOString() }, link: `/incident#${token}` });
    await markNoticeThirdParty(tx.asSystem(OF_ALL), incident.notice_id);
    await note(services, tx, { incidentId, kind: "third-party-told", actor, text });
    await appendEntry(services, tx, { kind: "engagement.incident-third-party-told", subject: engagementId, by: actor, data: { incidentId, thirdPartyId: id }, visibleTo: [engagement.organisation_id] });
    await tellDeveloperUnlessTheirs(services, tx, { engagement, actor });
  });
}

/** The developer closes an incident, with what was learned. Ended access stays ended. */
export async function closeIncident(services: Services, input: InEngagement & { readonly incidentId: string; readonly learned: string }): Promise<void> {
  const { actor, engagementId, incidentId, learned } = input;
  await services.db.inTransaction(async (tx) => {
    const { incident, engagement } = await requireOpen(tx, input);
    const at = services.clock();
    await markIncidentClosed(tx, incidentId, at);
    const house = tx.asSystem(OF_ALL);
    await markNoticeClosed(house, incident.notice_id, at);
    await note(services, tx, { incidentId, kind: "closed", actor, text: learned });
    await appendEntry(services, tx, { kind: "engagement.incident-closed", subject: engagementId, by: actor, data: { incidentId }, visibleTo: [engagement.organisation_id] });
    await tellOthersNamed(services, house, { engagementId, except: actor.personId });
  });
}

export async function showIncidents(services: Services, engagementId: string) {
  const { db, keys } = services;
  const rows = await listIncidents(db, engagementId);
  const ids = rows.map(({ id }) => id);
  const events = Map.groupBy(await listEvents(db, ids), (event) => event.incident_id);
  const evidence = Map.groupBy(await listEvidence(db, ids), (one) => one.incident_id);
  const parties = Map.groupBy(await listThirdParties(db, ids), (one) => one.incident_id);
  return Promise.all(rows.map(async (row) => ({
    id: row.id, kind: row.kind, raisedByName: await nameOf(services, db, row.raised_by), raisedAt: row.raised_at, halted: row.halted, closedAt: row.closed_at,
    timeline: await Promise.all((events.get(row.id) ?? []).map(async (event) => ({
      kind: event.kind, byName: await nameOf(services, db, event.person_id), text: event.sealed_text === null ? null : keys.open("incident-event", row.id, event.sealed_text).toString("utf8"), at: event.at,
    }))),
    evidence: await Promise.all((evidence.get(row.id) ?? []).map(async (one) => ({ id: one.id, fileName: one.file_name, digest: one.digest, bytes: one.bytes, byName: await nameOf(services, db, one.person_id), at: one.at }))),
    thirdParties: (parties.get(row.id) ?? []).map((one) => ({
      id: one.id, email: keys.open("incident-address", one.id, one.sealed_email).toString("utf8"), toldAt: one.told_at, readAt: one.read_at,
      answer: one.sealed_answer === null ? null : keys.open("incident-answer", one.id, one.sealed_answer).toString("utf8"), answeredAt: one.answered_at,
    })),
  })));
}

/** What the clearinghouse knows of incidents, newest first. */
export async function showNotices(services: Services) {
  return (await listNotices(services.db)).map((row) => ({ id: row.id, kind: row.kind, raisedAt: row.raised_at, thirdPartyTold: row.third_party_told, closedAt: row.closed_at }));
}

/** What a third party was told, by its link; wrong, expired and ended links are one answer. */
export async function openIncidentLink(anybody: Services, token: string) {
  return byLink(anybody, token, async ({ services, tx, id, by }) => {
    const party = await findThirdParty(tx, id);
    const incident = party && (await findIncident(tx, party.incident_id));
    if (!party || !incident) throw notFound();
    if (await markThirdPartyRead(tx, id, services.clock())) await note(services, tx, { incidentId: incident.id, kind: "third-party-read", actor: by, text: null });
    const { keys } = services;
    return {
      kind: incident.kind, text: keys.open("incident-told", id, party.sealed_text).toString("utf8"), toldAt: party.told_at,
      answer: party.sealed_answer === null ? null : keys.open("incident-answer", id, party.sealed_answer).toString("utf8"), answeredAt: party.answered_at,
    };
  });
}

/** What a third party has to say; the newest answer is shown, and each stands in the timeline. */
export async function answerIncident(anybody: Services, { token, text }: { readonly token: string; readonly text: string }): Promise<void> {
  await byLink(anybody, token, async ({ services, tx, id, by }) => {
    const party = await findThirdParty(tx, id);
    const incident = party && (await findIncident(tx, party.incident_id));
    if (!party || !incident) throw notFound();
    if (incident.closed_at !== null) throw closed();
    await saveThirdPartyAnswer(tx, { id, sealedAnswer: services.keys.seal("incident-answer", id, text), at: services.clock() });
    await note(services, tx, { incidentId: incident.id, kind: "third-party-answered", actor: by, text });
    const house = tx.asSystem(OF_ALL);
    const engagement = await findEngagement(house, incident.engagement_id);
    await appendEntry(services, tx, { kind: "engagement.incident-answered", subject: incident.engagement_id, by, data: { incidentId: incident.id, thirdPartyId: id }, visibleTo: engagement ? [engagement.organisation_id] : [] });
    if (engagement) await tellDeveloper(services, house, engagement, "engagement.incident-moved", { page: "/incidents", security: true });
  });
}

interface ByLink {
  readonly services: Services;
  readonly tx: Transaction;
  readonly id: string;
  readonly by: Pick<Actor, "personId" | "organisationId">;
}

async function byLink<Result>(anybody: Services, token: string, act: (link: ByLink) => Promise<Result>): Promise<Result> {
  const { services, subject: id, by } = await enterByLink(anybody, { audience: AUDIENCE, token, as: "third-party" });
  return services.db.inTransaction((tx) => act({ services, tx, id, by }));
}

async function requireOpen(db: Queryable, { engagementId, incidentId }: { readonly engagementId: string; readonly incidentId: string }): Promise<{ readonly incident: IncidentRow; readonly engagement: EngagementRow }> {
  const incident = await findIncident(db, incidentId);
  const engagement = incident && (await findEngagement(db, incident.engagement_id));
  if (!incident || !engagement || incident.engagement_id !== engagementId) throw notFound();
  if (incident.closed_at !== null) throw closed();
  return { incident, engagement };
}

function closed(): EngagementRefusal {
  return new EngagementRefusal("incident-closed", "This incident is closed; record a new one if there is more.");
}

function note(services: Services, tx: Transaction, { incidentId, kind, actor, text }: { readonly incidentId: string; readonly kind: IncidentEventKind; readonly actor: InEngagement["actor"]; readonly text: string | null }): Promise<void> {
  return insertEvent(tx, { incidentId, kind, by: actor.personId, sealedText: text === null ? null : services.keys.seal("incident-event", incidentId, text), at: services.clock() });
}

async function tellDeveloperUnlessTheirs(services: Services, tx: Transaction, { engagement, actor }: { readonly engagement: EngagementRow; readonly actor: InEngagement["actor"] }): Promise<void> {
  if (actor.organisationId === engagement.organisation_id) return tellOthersNamed(services, tx.asSystem(OF_ALL), { engagementId: engagement.id, except: actor.personId });
  await tellDeveloper(services, tx, engagement, "engagement.incident-moved", { page: "/incidents", security: true });
}

async function tellOthersNamed(services: Services, house: Transaction, { engagementId, except }: { readonly engagementId: string; readonly except: string }): Promise<void> {
  for (const personId of await listNamedPeople(house, engagementId)) {
    const person = personId === except ? undefined : await findPersonCard(house, personId);
    if (person) await notify(services, house, { to: { personId, email: person.email }, kind: "engagement.incident-moved", link: `/evaluator/engagements/${engagementId}/incidents` });
  }
}

/** A link's holder and the system have no name of their own. */
async function nameOf(services: Services, db: Queryable, personId: string): Promise<string> {
  if (personId === SYSTEM_ACTOR.personId) return services.messages.text("engagement.by-alarm");
  if (personId.startsWith("lnk_")) return services.messages.text("engagement.by-third-party");
  const person = await findPersonCard(db, personId);
  return person ? `${person.name}, ${(await findOrganisationCard(db, person.organisationId))?.name ?? ""}` : "";
}
