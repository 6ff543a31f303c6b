import type { Grant, ListName, ListProposals, Offer } from "#contracts/assistance-lists";
import { findPersonCard, isAllowed, mayEver, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { inTurn, newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AssistanceRefusal } from "../assistance.errors.ts";
import { findWordOfLeave } from "./lists.rules.ts";
import { findProposal, insertProposal, listCurrent, listProposals, lockList, publishProposal, withdrawProposal, type ListProposal } from "./lists.store.ts";

/*
 *   waits → published    by a second keeper; from then on it is a version, public, and never changed again
 *   waits → withdrawn    by any keeper
 */

const PAGE = "/assistance/lists";
/** Who keeps which list, as assistance.cedar says. */
const KEEPERS = { catalogue: ["directive-officer"], grants: ["omb-opm-officer", "directive-officer"] } as const;
export const KEEP: Readonly<Record<ListName, string>> = { catalogue: "assistance:keep-catalogue", grants: "assistance:keep-grants" };

interface Propose {
  readonly actor: Actor;
  readonly list: ListName;
  readonly key: string;
  readonly content: Offer | Grant | null;
  readonly reason: string;
}

/** One keeper proposes a version of an entry, or that it goes off the list; the others are told. */
export async function proposeVersion(services: Services, { actor, list, key, content, reason }: Propose): Promise<void> {
  const said = list === "catalogue" && content !== null ? findWordOfLeave(content as Offer) : undefined;
  if (said) throw new AssistanceRefusal("word-of-leave", `${said.field}: "${said.word}" says that somebody let a model be used, and nobody does that here; say what it offers instead`, { field: said.field });
  await services.db.inTransaction(async (tx) => {
    if (content === null && !(await listCurrent(tx, list)).some((entry) => entry.key === key)) throw new AssistanceRefusal("not-on-the-list", "key: no entry of this name is on the list", { field: "key" });
    const id = newId("lst");
    await insertProposal(tx, { id, list, key, content, reason, proposedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "assistance.list-proposed", subject: id, by: actor, data: { list, key } });
    await tellKeepers(services, tx, { actor, list, kind: "assistance.list-proposed" });
  });
}

/** A second keeper publishes it. */
export async function publishVersion(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const proposal = await requireProposal(tx, id);
    await lockList(tx, proposal.list);
    const version = await publishProposal(tx, { id, personId: actor.personId, at: services.clock() });
    if (version === undefined) throw notWaiting();
    await appendEntry(services, tx, { kind: "assistance.list-published", subject: id, by: actor, data: { list: proposal.list, key: proposal.key, version } });
    await tellKeepers(services, tx, { actor, list: proposal.list, kind: "assistance.list-published" });
  });
}

export async function withdrawVersion(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await withdrawProposal(tx, id, services.clock())) === 0) throw notWaiting();
    await appendEntry(services, tx, { kind: "assistance.list-withdrawn", subject: id, by: actor, data: {} });
  });
}

/** What waits for a second keeper, on the lists that the actor keeps. */
export async function showProposals(services: Services, actor: Actor): Promise<ListProposals> {
  const keeps = (["catalogue", "grants"] as const).filter((list) => mayEver(actor, KEEP[list]));
  const rows = (await listProposals(services.db)).filter(({ list }) => keeps.includes(list));
  return {
    keeps,
    proposals: await inTurn(rows, async ({ proposedBy, content, list, ...row }) => ({
      ...row, list,
      offer: list === "catalogue" ? (content as Offer | null) : null,
      grant: list === "grants" ? (content as Grant | null) : null,
      proposedByName: (await findPersonCard(services.db, proposedBy))?.name ?? "",
      mayPublish: isAllowed(actor, "assistance:publish-list", { type: "ListProposal", id: row.id, facts: factsOf({ list, proposedBy }) }),
    })),
  };
}

export function factsOf({ list, proposedBy }: Pick<ListProposal, "list" | "proposedBy">) {
  return { list, proposers: [{ type: "Person", id: proposedBy }] };
}

async function requireProposal(tx: Transaction, id: string): Promise<ListProposal> {
  const proposal = await findProposal(tx, id);
  if (!proposal) throw notFound();
  return proposal;
}

function tellKeepers(services: Services, tx: Transaction, { actor, list, kind }: { readonly actor: Actor; readonly list: ListName; readonly kind: string }): Promise<void> {
  return tellHolders(services, tx, { roles: KEEPERS[list], who: ({ id }) => id !== actor.personId, kind, link: PAGE });
}

function notWaiting(): AssistanceRefusal {
  return new AssistanceRefusal("not-in-that-state", "This proposal no longer waits: it was published or taken back.");
}
