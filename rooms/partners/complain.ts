import type { Complaint } from "#contracts/partners";
import { enterByLink, filterFor, findPersonCardByEmail, issueLink, showBand, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, NOBODY, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { COMPLAINT_COLUMNS, countComplaints, findComplaint, insertComplaint, listComplaints, listComplaintsOf, lockComplaint, setAnswer, setClosed, type ComplaintRow } from "./complaints.store.ts";
import { moveComplaint, type ComplaintEvent } from "./complaints.rules.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { listChoosers } from "./partners.store.ts";

/*
 * Complaints about a selection or the criteria, from anybody. Everything in one is attacker-controlled; text and address
 * are sealed, and whether a named officer or record exists shows in nothing that the complainant gets. States stand in
 * complaints.rules.ts.
 */

const AUDIENCE = "partner-complaint";
const LINK_DAYS = 180;
const DAY_MS = 86_400_000;
const SEAL = "partner-complaint";
const CHOOSERS = "who acted in a choosing does not handle a complaint about it, whoever complains";

export interface NewComplaint {
  readonly actor: Actor;
  readonly about: "selection" | "criteria";
  readonly text: string;
  readonly email: string;
  readonly officerEmail?: string | undefined;
  readonly earlyAccessId?: string | undefined;
}

/** Takes a complaint and mails its sender the link to follow it by. Officers who are complained of are not told. */
export async function complain(services: Services, input: NewComplaint): Promise<void> {
  const id = newId("cmp");
  const { actor, email } = input;
  const seal = (text: string) => services.keys.seal(SEAL, id, text);
  await services.db.inTransaction(async (tx) => {
    const complainedOf = await findComplainedOf(tx, input);
    const organisationId = actor.personId === NOBODY.personId ? null : actor.organisationId;
    await insertComplaint(tx, { id, about: input.about, organisationId, sealedText: seal(input.text), sealedEmail: seal(email), complainedOf, at: services.clock() });
    // Of who complained the ledger says nothing.
    await appendEntry(services, tx, { kind: "partners.complaint-received", subject: id, by: NOBODY, data: { about: input.about } });
    await mailComplainant(services, tx, { id, email, kind: "partners.complaint-received" });
    await tellHolders(services, tx, { roles: ["partner-selection-officer"], who: (officer) => !complainedOf.includes(officer.id), kind: "partners.complaint-to-answer", link: "/selection/complaints" });
  });
}

async function findComplainedOf(tx: Transaction, { officerEmail, earlyAccessId }: NewComplaint): Promise<readonly string[]> {
  const named = officerEmail === undefined ? undefined : await findPersonCardByEmail(tx, officerEmail);
  const choosers = earlyAccessId === undefined ? [] : await listChoosers(tx.asSystem(CHOOSERS), earlyAccessId);
  return [...new Set([...(named ? [named.id] : []), ...choosers])];
}

/** What an officer may handle. */
export async function listForOfficer(services: Services, actor: Actor): Promise<Complaint[]> {
  return (await listComplaints(services.db, filterFor(actor, "partners:handle-complaint", COMPLAINT_COLUMNS))).map((row) => describe(services, row));
}

/** Every complaint that somebody of an organisation made while signed in, for its own file. */
export async function exportComplaints(services: Services, organisationId: string): Promise<Complaint[]> {
  return (await listComplaintsOf(services.db, organisationId)).map((row) => describe(services, row));
}

/** An officer who is not complained of answers, once. */
export async function answerComplaint(services: Services, { actor, id, answer }: { readonly actor: Actor; readonly id: string; readonly answer: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockInState(tx, id, "answer");
    await setAnswer(tx, { id, sealedAnswer: services.keys.seal(SEAL, id, answer), personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "partners.complaint-answered", subject: id, by: actor, data: {} });
    await mailComplainant(services, tx, { id, email: services.keys.open(SEAL, id, row.sealed_email).toString("utf8"), kind: "partners.complaint-answered" });
  });
}

/** An officer closes what was answered. */
export async function closeComplaint(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction((tx) => close(services, tx, { id, event: "close", by: actor }));
}

/** The complaint as its link shows it; wrong, expired and revoked are one answer. */
export async function followComplaint(anybody: Services, token: string): Promise<Complaint> {
  const { services, subject: id } = await enterByLink(anybody, byToken(token));
  const row = await findComplaint(services.db, id);
  if (!row) throw notFound();
  return describe(services, row);
}

/** Its complainant closes it, answered or not. */
export async function closeByLink(anybody: Services, token: string): Promise<Complaint> {
  const { services, subject: id, by } = await enterByLink(anybody, byToken(token));
  await services.db.inTransaction((tx) => close(services, tx, { id, event: "take-back", by }));
  return followComplaint(anybody, token);
}

/** How many there were, for everyone; few are not told apart from none of another kind. */
export async function showComplaintCounts(services: Services) {
  const counts = await countComplaints(services.db.asSystem("counts are made of everybody and name nobody"));
  return { received: showBand(counts.complaintsReceived), answered: showBand(counts.complaintsAnswered), closed: showBand(counts.complaintsClosed) };
}

const byToken = (token: string) => ({ audience: AUDIENCE, token, as: "complainant" });

async function close(services: Services, tx: Transaction, { id, event, by }: { readonly id: string; readonly event: ComplaintEvent; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  await lockInState(tx, id, event);
  await setClosed(tx, id, services.clock());
  await appendEntry(services, tx, { kind: "partners.complaint-closed", subject: id, by, data: {} });
}

async function lockInState(tx: Transaction, id: string, event: ComplaintEvent): Promise<ComplaintRow> {
  const row = await lockComplaint(tx, id);
  if (!row) throw notFound();
  if (!moveComplaint(row.state, event)) throw new PartnersRefusal("not-now", `This cannot be done while the complaint is "${row.state}".`);
  return row;
}

async function mailComplainant(services: Services, tx: Transaction, { id, email, kind }: { readonly id: string; readonly email: string; readonly kind: string }): Promise<void> {
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const token = await issueLink(services, tx, { audience: AUDIENCE, subject: id, email, expiresAt, singleUse: false });
  await notify(services, tx, { to: { email }, kind, link: `/complaint#${token}` });
}

function describe({ keys }: Services, row: ComplaintRow): Complaint {
  const open = (sealed: string) => keys.open(SEAL, row.id, sealed).toString("utf8");
  return {
    id: row.id,
    about: row.about,
    state: row.state,
    text: open(row.sealed_text),
    receivedAt: row.received_at,
    answer: row.sealed_answer === null ? null : open(row.sealed_answer),
    answeredAt: row.answered_at,
    closedAt: row.closed_at,
  };
}
