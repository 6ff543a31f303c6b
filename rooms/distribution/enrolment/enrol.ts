import type { EnrolOperator } from "#contracts/distribution";
import type { Enrolment, EnrolmentProfile, EnrolmentState } from "#contracts/enrolment";
import { findOrganisationCard, listOwnDelegations, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { DistributionRefusal, notEnrolled } from "../distribution.errors.ts";
import { upsertOperator } from "../distribution.store.ts";
import { matchOperatorJob } from "../match-operator.ts";
import { nextEnrolment, nextTask, type EnrolmentEvent } from "./enrolment.rules.ts";
import { deleteEnrolment, findEnrolment, lockEnrolment, upsertEnrolment, type EnrolmentRow } from "./enrolment.store.ts";
import { readSectorChoices } from "./set-sectors.ts";

/** The terms' number changes with every word of them; their sentences stand in messages.en.json. */
export const TERMS_VERSION = "1";
const TERMS = ["free", "coarse", "sealed", "purpose", "advice", "install", "leave"] as const;

/** Where the actor's organisation stands, and what is next. */
export async function showEnrolment(services: Services, actor: Actor): Promise<Enrolment> {
  const { db } = services;
  const row = await findEnrolment(db, actor.organisationId);
  const delegates = await listDelegates(services, db, actor.organisationId);
  const state = row?.state === "terms" && delegates.length > 0 ? "delegate_named" : (row?.state ?? null);
  return {
    state,
    next: nextTask(state),
    profile: row?.sector && row.size_band && row.region ? { choice: row.choice, sector: row.sector, sizeBand: row.size_band, region: row.region } : null,
    terms: { version: TERMS_VERSION, sentences: TERMS.map((key) => services.messages.text(`distribution.terms.${key}`)), acceptedVersion: row?.terms_version ?? null },
    sectors: [...(await readSectorChoices(services)).choices],
    delegates: [...delegates],
  };
}

/** Who acts for an operator now, the first named first. */
export async function listDelegates(services: Services, db: Queryable, organisationId: string): Promise<Enrolment["delegates"]> {
  const now = services.clock().toISOString();
  return (await listOwnDelegations(db, organisationId))
    .filter((row) => row.organisation_id === organisationId && row.revoked_at === null && row.until > now)
    .map((row) => ({ organisationId: row.delegate_organisation_id, name: row.delegate_name, until: row.until }))
    .toReversed();
}

/** What one step of enrolling adds; the rest stays as it was. */
type Change = Partial<Pick<EnrolmentRow, "choice" | "sector" | "size_band" | "region" | "terms_version">>;

export function beginEnrolment(services: Services, actor: Actor): Promise<void> {
  return services.db.inTransaction((tx) => step(services, tx, { actor, events: ["begin"], change: {} }));
}

/** Says what the operator is, coarsely; also later, to change it. */
export async function describeOperator(services: Services, { actor, profile }: { readonly actor: Actor; readonly profile: EnrolmentProfile }): Promise<void> {
  const choice = (await readSectorChoices(services)).choices.find(({ code }) => code === profile.choice);
  if (!choice) throw new DistributionRefusal("no-such-choice", "choice: choose one of the sectors offered", { field: "choice" });
  await services.db.inTransaction((tx) => step(services, tx, { actor, events: ["describe"], change: { choice: choice.code, sector: choice.sector, size_band: profile.sizeBand, region: profile.region } }));
}

/** Accepts the terms as they were shown: others have another number. */
export async function acceptTerms(services: Services, { actor, version }: { readonly actor: Actor; readonly version: string }): Promise<void> {
  if (version !== TERMS_VERSION) throw new DistributionRefusal("terms-changed", "version: the terms have changed; read them once more", { field: "version" });
  await services.db.inTransaction((tx) => step(services, tx, { actor, events: ["accept"], change: { terms_version: version } }));
}

export async function finishEnrolment(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const named: readonly EnrolmentEvent[] = (await listDelegates(services, tx, actor.organisationId)).length > 0 ? ["name-delegate"] : [];
    await step(services, tx, { actor, events: [...named, "finish"], change: {} });
  });
}

/** All of it at once, for who knows the way; also changes the profile of who is enrolled. */
export function enrolAtOnce(services: Services, { actor, profile }: { readonly actor: Actor; readonly profile: EnrolOperator }): Promise<void> {
  const change = { choice: null, sector: profile.sector, size_band: profile.sizeBand, region: profile.region, terms_version: TERMS_VERSION };
  return services.db.inTransaction(async (tx) => {
    const isPaused = (await findEnrolment(tx, actor.organisationId))?.state === "paused";
    await step(services, tx, { actor, events: isPaused ? ["describe", "accept"] : ["begin", "describe", "accept", "finish"], change });
  });
}

/** Erases what was begun, or an invitation; nobody is told. Who is enrolled leaves instead. */
export async function declineEnrolment(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockEnrolment(tx, actor.organisationId);
    if (row?.state === "enrolled" || row?.state === "paused") throw new DistributionRefusal("not-next", "Your organisation is enrolled. Leave, and everything is erased.");
    await deleteEnrolment(tx, actor.organisationId);
  });
}

/** Nothing new is matched and told until the operator goes on; a fix that is called back is told all the same. */
export async function pauseEnrolment(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireEnrolled(tx, actor.organisationId);
    await step(services, tx, { actor, events: ["pause"], change: {} });
  });
}

export async function resumeEnrolment(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireEnrolled(tx, actor.organisationId);
    await step(services, tx, { actor, events: ["resume"], change: {} });
    await services.jobs.enqueue(tx, matchOperatorJob, { organisationId: actor.organisationId, advisoryId: null });
  });
}

async function requireEnrolled(tx: Transaction, organisationId: string): Promise<void> {
  const state = (await lockEnrolment(tx, organisationId))?.state;
  if (state !== "enrolled" && state !== "paused") throw notEnrolled();
}

/** A letter to an organisation's people, and no more: whether they answer is nobody's to know (INV-22). */
export async function inviteOperator(services: Services, { actor, organisationId }: { readonly actor: Actor; readonly organisationId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if (!(await findOrganisationCard(tx, organisationId))) throw notFound();
    const house = tx.asSystem("whoever invites does not learn who began, who is enrolled and who is not");
    const row = await lockEnrolment(house, organisationId);
    const state = nextEnrolment(row?.state ?? null, "invite");
    // Who has begun or is enrolled needs no letter; the analyst sees the same either way.
    if (state !== "invited") return;
    if (!row) await upsertEnrolment(house, { organisation_id: organisationId, state, choice: null, sector: null, size_band: null, region: null, terms_version: null, termsAcceptedAt: null, at: services.clock() });
    await tellHolders(services, house, { roles: ["operator", "state-local-authority"], who: (person) => person.organisationId === organisationId, kind: "distribution.invited", link: "/operator" });
    await appendEntry(services, tx, { kind: "distribution.operator-invited", subject: organisationId, by: actor, data: {}, visibleTo: [organisationId] });
  });
}

const KINDS: Readonly<Partial<Record<EnrolmentEvent, string>>> = { begin: "enrolment-begun", accept: "terms-accepted", finish: "operator-enrolled", pause: "operator-paused", resume: "operator-resumed" };

/** Takes the events one after the other and keeps what they lead to; the actor becomes the person who is told. */
async function step(services: Services, tx: Transaction, { actor, events, change }: { readonly actor: Actor; readonly events: readonly EnrolmentEvent[]; readonly change: Change }): Promise<void> {
  const { organisationId } = actor;
  const row = await lockEnrolment(tx, organisationId);
  const at = services.clock();
  let state: EnrolmentState | null = row?.state ?? null;
  for (const event of events) {
    const before: EnrolmentState | null = state;
    // Who begins by itself passes two states in one act: a session of the organisation's own person is the check of its identity.
    const passed: EnrolmentState | undefined = nextEnrolment(state, event);
    state = (passed === "self_started" ? nextEnrolment(passed, event) : passed) ?? refuse(state);
    const kind = KINDS[event];
    if (kind !== undefined && before !== state) await appendEntry(services, tx, { kind: `distribution.${kind}`, subject: organisationId, by: actor, data: event === "accept" ? { version: TERMS_VERSION } : {} });
  }
  if (state === null) return;
  const next = { choice: null, sector: null, size_band: null, region: null, terms_version: null, ...row, ...change, organisation_id: organisationId, state };
  await upsertEnrolment(tx, { ...next, termsAcceptedAt: change.terms_version !== undefined ? at : row?.terms_accepted_at ? new Date(row.terms_accepted_at) : null, at });
  if ((state === "enrolled" || state === "paused") && next.sector && next.size_band && next.region) {
    await upsertOperator(tx, { organisationId, contactPersonId: actor.personId, sector: next.sector, sizeBand: next.size_band, region: next.region, at });
  }
}

function refuse(state: EnrolmentState | null): never {
  const next = nextTask(state);
  throw new DistributionRefusal("not-next", next === null ? "Your organisation is enrolled already." : `This is not the next step of enrolling. First: ${next}.`);
}
