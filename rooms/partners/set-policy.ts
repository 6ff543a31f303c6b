import type { PolicyProposals } from "#contracts/partners";
import { findPersonCard, isAllowed, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Notice, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { PartnersRefusal } from "./partners.errors.ts";
import { insertProposal, listPolicies, listProposals, putInForce, withdrawProposal, type PolicyVersion, type PolicyWords } from "./policy.store.ts";

/*
 * How partners are chosen: the criteria's texts, how long the government's view is waited for, and what an objection does.
 *
 *   waits → in force     by a second officer; from then on it is a version, public, and never changed again
 *   waits → withdrawn    by any officer
 *
 * A nomination names the version that was in force when it was made and stays under it, so a new version reaches later
 * decisions only.
 */

const PAGE = "/selection/policy";

/** The version in force now. */
export async function getPolicy(db: Queryable): Promise<PolicyVersion> {
  return (await readPolicies(db)).current;
}

/** Every version, for everyone. */
export function showPolicy(services: Services): Promise<{ readonly current: PolicyVersion; readonly earlier: PolicyVersion[] }> {
  return readPolicies(services.db);
}

async function readPolicies(db: Queryable): Promise<{ readonly current: PolicyVersion; readonly earlier: PolicyVersion[] }> {
  const [current, ...earlier] = await listPolicies(db);
  if (!current) throw new Error("There is no policy in force; the first one is made by a migration");
  return { current, earlier };
}

/** The published criteria, the same for all. */
export async function showCriteria(services: Services) {
  const { version, criteria } = await getPolicy(services.db);
  return { version, criteria, statement: services.messages.text("partners.criteria-statement") };
}

/** One officer proposes a whole new version, with the reason; the other officers are told. */
export async function proposePolicy(services: Services, { actor, ...words }: { readonly actor: Actor } & PolicyWords): Promise<void> {
  const id = newId("pol");
  await services.db.inTransaction(async (tx) => {
    await insertProposal(tx, { id, ...words, personId: actor.personId, at: services.clock() });
    // Reason and texts are public once in force; a proposal's stay between officers.
    await appendEntry(services, tx, { kind: "partners.policy-proposed", subject: id, by: actor, data: { objection: words.objection, viewDays: words.viewDays } });
    await tellOfficers(services, tx, actor, { kind: "partners.policy-proposed" });
  });
}

/** A second officer puts it in force. Everybody who chooses is told. */
export async function confirmPolicy(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const version = await putInForce(tx, { id, personId: actor.personId, at: services.clock() });
    if (version === undefined) throw notWaiting();
    const { objection, viewDays } = await getPolicy(tx);
    await appendEntry(services, tx, { kind: "partners.policy-in-force", subject: id, by: actor, data: { version, objection, viewDays } });
    await tellOfficers(services, tx, actor, { kind: "partners.policy-in-force", params: { version } });
    await tellHolders(services, tx, { roles: ["developer-release-lead"], kind: "partners.policy-in-force", params: { version }, link: "/criteria" });
  });
}

/** Takes a proposal back. */
export async function withdrawPolicy(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await withdrawProposal(tx, id, services.clock())) === 0) throw notWaiting();
    await appendEntry(services, tx, { kind: "partners.policy-withdrawn", subject: id, by: actor, data: {} });
  });
}

/** What waits for a second officer. */
export async function showProposals(services: Services, actor: Actor): Promise<PolicyProposals> {
  const rows = await listProposals(services.db);
  return {
    proposals: await Promise.all(
      rows.map(async ({ proposedBy, ...row }) => ({
        ...row,
        proposedByName: (await findPersonCard(services.db, proposedBy))?.name ?? "",
        // Whether a button is shown; the fresh proof is asked for when it is pressed.
        mayConfirm: isAllowed({ ...actor, steppedUp: true }, "partners:confirm-policy", { type: "PolicyProposal", id: row.id, facts: { proposers: [{ type: "Person", id: proposedBy }] } }),
      })),
    ),
  };
}

function tellOfficers(services: Services, tx: Transaction, actor: Actor, notice: Pick<Notice, "kind" | "params">): Promise<void> {
  return tellHolders(services, tx, { roles: ["partner-selection-officer"], who: (officer) => officer.id !== actor.personId, ...notice, link: PAGE });
}

function notWaiting(): PartnersRefusal {
  return new PartnersRefusal("nothing-waits", "This proposal no longer waits: it was put in force or taken back.");
}
