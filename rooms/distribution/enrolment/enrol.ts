import type { EnrolOperator } from "#contracts/distribution";
import type { Enrolment, EnrolmentProfile, SectorChoice } from "#contracts/enrolment";
import { findOrganisationCard, listOwnDelegations, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { DistributionRefusal, notEnrolled } from "../distribution.errors.ts";
import { matchOperatorJob } from "../match-operator.ts";
import { showPaper } from "../paper/sealed-paper.ts";
import { nextEnrolment, nextTask, type EnrolmentEvent } from "./enrolment.rules.ts";
import { deleteEnrolment, findEnrolment, lockEnrolment, upsertEnrolment } from "./enrolment.store.ts";
import { readSectorChoices, requireSectorChoice } from "./set-sectors.ts";
import { takeSteps } from "./take-steps.ts";
import { readTerms, requireTerms, TERMS_VERSION } from "./terms.ts";


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
    terms: { ...readTerms(services), acceptedVersion: row?.terms_version ?? null },
    sectors: [...(await readSectorChoices(services)).choices],
    delegates: [...delegates],
    paper: row?.paper ? showPaper(services, actor.organisationId, row.paper) : null,
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

/** Whoever of the operator's own people acts becomes the person who is told. */
function asOwn(actor: Actor) {
  return { organisationId: actor.organisationId, contactPersonId: actor.personId, by: actor };
}

export function beginEnrolment(services: Services, actor: Actor): Promise<void> {
  return services.db.inTransaction((tx) => takeSteps(services, tx, { ...asOwn(actor), events: ["begin"], change: {} }));
}

/** Says what the operator is, coarsely; also later, to change it. */
export async function describeOperator(services: Services, { actor, profile }: { readonly actor: Actor; readonly profile: EnrolmentProfile }): Promise<void> {
  const own = await findEnrolment(services.db, actor.organisationId);
  // What it chose stays its own after the sectors offered have changed.
  const choice = own?.choice === profile.choice ? {} : toChange(await requireSectorChoice(services, profile.choice, "choice"));
  await services.db.inTransaction((tx) => takeSteps(services, tx, { ...asOwn(actor), events: ["describe"], change: { ...choice, size_band: profile.sizeBand, region: profile.region } }));
}

function toChange({ code, sector }: SectorChoice) {
  return { choice: code, sector };
}

/** Accepts the terms as they were shown: others have another number. */
export async function acceptTerms(services: Services, { actor, version }: { readonly actor: Actor; readonly version: string }): Promise<void> {
  requireTerms(version, "version");
  await services.db.inTransaction((tx) => takeSteps(services, tx, { ...asOwn(actor), events: ["accept"], change: { terms_version: version } }));
}

export async function finishEnrolment(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const named: readonly EnrolmentEvent[] = (await listDelegates(services, tx, actor.organisationId)).length > 0 ? ["name-delegate"] : [];
    await takeSteps(services, tx, { ...asOwn(actor), events: [...named, "finish"], change: {} });
  });
}

/** All of it at once, for who knows the way; also changes the profile of who is enrolled. The words it chose stay while its sector does. */
export function enrolAtOnce(services: Services, { actor, profile }: { readonly actor: Actor; readonly profile: EnrolOperator }): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    const own = await findEnrolment(tx, actor.organisationId);
    const choice = own?.sector === profile.sector ? own.choice : null;
    const change = { choice, sector: profile.sector, size_band: profile.sizeBand, region: profile.region, terms_version: TERMS_VERSION };
    await takeSteps(services, tx, { ...asOwn(actor), events: own?.state === "paused" ? ["describe", "accept"] : ["begin", "describe", "accept", "finish"], change });
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
    await takeSteps(services, tx, { ...asOwn(actor), events: ["pause"], change: {} });
  });
}

export async function resumeEnrolment(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireEnrolled(tx, actor.organisationId);
    await takeSteps(services, tx, { ...asOwn(actor), events: ["resume"], change: {} });
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
