import type { Criterion } from "#contracts/partners";
import { SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { appendEntry } from "#rooms/audit";
import { lockSelected, reachState, tellDeveloper, tellOfficers } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { turnKeys } from "./partners.rules.ts";
import { lockEarlyAccess, setDeveloperAnswer, setGovernmentView, setVetting, type EarlyAccessRow } from "./partners.store.ts";

/** Runs when the time for the government's view is over. */
export const LAPSE_VIEW = { name: "partners.lapse-view" };

interface Selecting {
  readonly actor: Actor;
  readonly id: string;
}

/** Holds a nominee against the published criteria, by either side; with all of them met the keys can be turned. */
export async function vetPartner(services: Services, input: Selecting & { readonly answers: readonly { readonly criterion: Criterion; readonly met: boolean }[] }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row, side } = await lockSelected(services, tx, input);
    const met = input.answers.every((answer) => answer.met);
    await setVetting(tx, row.id, [...input.answers]);
    await reachState(services, tx, { row, event: met ? "vet-met" : "vet-unmet", mover: side, actor: input.actor, entry: "vetted", data: { met: input.answers.filter((answer) => answer.met).map((answer) => answer.criterion) } });
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
    await appendEntry(services, tx, { kind: "partners.developer-decided", subject: row.id, by: input.actor, data: { answer: "yes" } });
    await tryToSelect(services, tx, { ...row, developer_answer: "yes" });
  });
}

/** The government's key: a view, once. An objection is told to the developer with its reason and stops nothing. */
export async function giveGovernmentView(services: Services, input: Selecting & { readonly view: "concur" | "object"; readonly reason: string | null }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    if (row.government_view !== null) throw new PartnersRefusal("view-given", "view: the government's view was given already", { field: "view" });
    if (row.state !== "deciding") throw new PartnersRefusal("not-now", `This cannot be done while the early access is "${row.state}".`);
    await setGovernmentView(tx, row.id, { view: input.view, reason: input.reason });
    // The reason stays out of the ledger: it is a text about an organisation.
    await appendEntry(services, tx, { kind: "partners.government-view-given", subject: row.id, by: input.actor, data: { view: input.view }, visibleTo: [row.developer_organisation_id] });
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

async function tryToSelect(services: Services, tx: Transaction, row: EarlyAccessRow): Promise<void> {
  const viewLapsed = services.clock().getTime() >= Date.parse(row.view_lapses_at);
  const turned = turnKeys({ developerAnswer: row.developer_answer, governmentView: row.government_view, viewLapsed });
  if (row.state !== "deciding" || turned === "wait") return;
  await reachState(services, tx, { row, event: "select", mover: "system", actor: SYSTEM_ACTOR, entry: "selected", data: { governmentView: row.government_view ?? "lapsed" } });
  await tellDeveloper(services, tx, row, "partners.selected");
}
