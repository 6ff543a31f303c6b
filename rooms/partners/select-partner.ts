import type { Criterion } from "#contracts/partners";
import { appendEntry } from "#rooms/audit";
import { findEngagementCard } from "#rooms/engagement";
import { newId, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { lockSelected, reachState, tellDeveloper, tellOfficers } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { contradictsCriterion, mayGiveView, turnKeys, type Conflict } from "./partners.rules.ts";
import { listDecidingOf, lockEarlyAccess, setDeveloperAnswer, setGovernmentView, setVetting, type EarlyAccessRow } from "./partners.store.ts";
import { insertVetting } from "./vetting.store.ts";

/** Runs when the time for the government's view is over. */
export const LAPSE_VIEW = { name: "partners.lapse-view" };

interface Selecting {
  readonly actor: Actor;
  readonly id: string;
}

interface Vetting {
  readonly answers: readonly { readonly criterion: Criterion; readonly met: boolean; readonly note: string | null }[];
  readonly conflict: Conflict;
}

/**
 * Holds a nominee against the published criteria, by either side, and keeps who found what; with all of them met the keys
 * can be turned. A conflict that bars cannot be answered with "no conflict".
 */
export async function vetPartner(services: Services, input: Selecting & Vetting): Promise<void> {
  const { answers, conflict, actor } = input;
  if (contradictsCriterion(conflict, answers.some(({ criterion, met }) => criterion === "has-no-conflict" && met))) {
    throw new PartnersRefusal("conflict-found", "answers: a competitor, or a partner of the same house, does not meet the criterion on conflicts; answer it with \"not met\"", { field: "answers" });
  }
  await services.db.inTransaction(async (tx) => {
    const { row, side } = await lockSelected(services, tx, input);
    const met = answers.every((answer) => answer.met);
    await setVetting(tx, row.id, answers.map(({ criterion, met: isMet }) => ({ criterion, met: isMet })));
    await insertVetting(tx, { id: newId("vet"), earlyAccessId: row.id, side, personId: actor.personId, at: services.clock(), policyVersion: row.policy_version, answers, conflict });
    await reachState(services, tx, { row, event: met ? "vet-met" : "vet-unmet", mover: side, actor: input.actor, entry: "vetted", data: { policyVersion: row.policy_version, met: answers.filter((answer) => answer.met).map((answer) => answer.criterion), tieDeclared: conflict.tie !== null } });
    if (met) await (side === "developer" ? tellOfficers(services, tx, row, "partners.to-decide") : tellDeveloper(services, tx, row, "partners.to-decide"));
  });
}

/** The developer's key: yes or no, alone and final before selection. */
export async function decideAsDeveloper(services: Services, input: Selecting & { readonly answer: "yes" | "no" }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    if (input.answer === "no") {
      await setDeveloperAnswer(tx, row.id, "no");
      await reachState(services, tx, { row, event: "developer-no", mover: "developer", actor: input.actor, entry: "developer-decided", data: { answer: "no" } });
      return;
    }
    if (row.state !== "deciding") throw new PartnersRefusal("not-now", `This cannot be done while the early access is "${row.state}".`);
    await setDeveloperAnswer(tx, row.id, "yes");
    await appendEntry(services, tx, { kind: "partners.developer-decided", subject: row.id, by: input.actor, data: { answer: "yes", policyVersion: row.policy_version } });
    await tryToSelect(services, tx, { ...row, developer_answer: "yes" });
  });
}

/**
 * The government's key: a view, once, and an objection may be taken back. It is told to the developer with its reason; by
 * the default policy it is advice.
 */
export async function giveGovernmentView(services: Services, input: Selecting & { readonly view: "concur" | "object"; readonly reason: string | null }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    if (!mayGiveView(row.government_view, input.view)) throw new PartnersRefusal("view-given", "view: the government's view was given already", { field: "view" });
    if (row.state !== "deciding") throw new PartnersRefusal("not-now", `This cannot be done while the early access is "${row.state}".`);
    await setGovernmentView(tx, row.id, { view: input.view, reason: input.reason, personId: input.actor.personId });
    // The reason stays out of the ledger: it is a text about an organisation.
    await appendEntry(services, tx, { kind: "partners.government-view-given", subject: row.id, by: input.actor, data: { view: input.view, policyVersion: row.policy_version }, visibleTo: [row.developer_organisation_id] });
    await tellDeveloper(services, tx, row, input.view === "object" ? "partners.objection" : "partners.concurrence");
    await tryToSelect(services, tx, { ...row, government_view: input.view });
  });
}

/** Silence does not hold a partner up for ever: after the time for a view the developer's yes suffices. */
export async function lapseView(services: Services, earlyAccessId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockEarlyAccess(tx, earlyAccessId);
    if (row) await tryToSelect(services, tx, row);
  });
}

/** A declared release turns the keys of whatever has the developer's yes: nothing is held up any more. */
export async function heedRelease(services: Services, engagementId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const engagement = await findEngagementCard(services, tx, engagementId);
    for (const { id } of engagement ? await listDecidingOf(tx, engagement.modelId) : []) {
      const row = await lockEarlyAccess(tx, id);
      if (row) await tryToSelect(services, tx, row);
    }
  });
}

async function tryToSelect(services: Services, tx: Transaction, row: EarlyAccessRow): Promise<void> {
  const viewLapsed = services.clock().getTime() >= Date.parse(row.view_lapses_at);
  const turned = turnKeys({ developerAnswer: row.developer_answer, governmentView: row.government_view, viewLapsed, objection: row.objection_rule, released: row.released });
  if (row.state !== "deciding" || turned === "wait") return;
  await reachState(services, tx, { row, event: "select", mover: "system", actor: SYSTEM_ACTOR, entry: "selected", data: { governmentView: row.government_view ?? (viewLapsed ? "lapsed" : "awaited"), policyVersion: row.policy_version, released: row.released } });
  await tellDeveloper(services, tx, row, "partners.selected");
}
