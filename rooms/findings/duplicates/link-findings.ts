import type { LinkFinding } from "#contracts/triage";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { FindingsRefusal } from "../findings.errors.ts";
import { choosePrimary } from "../findings.rules.ts";
import { lockFinding, type FindingRow } from "../findings.store.ts";
import { endLink, findChain, insertChain, insertLink, listBelow, listChainLinks, lockLiveLink } from "./links.store.ts";
import { requireFinding, requireStep } from "../move-finding.ts";
import { findLeading, putBelow, takeApart } from "./put-below.ts";
import { sealReason } from "../sealed-records.ts";
import { settleSuggestions } from "./suggestions.store.ts";
import { tellFinder } from "../tell-people.ts";

export interface Pair {
  readonly actor: Actor;
  readonly findingId: string;
}

/** A person's word on two findings: one bug, one that goes with the other, worse together, or not one at all. */
export async function linkFindings(services: Services, { actor, findingId, otherId, kind, reason, level }: Pair & LinkFinding): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    const other = await requireOther(tx, actor, findingId, otherId);
    if (kind === "duplicate") await mergeByPerson(services, tx, { actor, row, other, reason });
    else if (kind === "subsumed") await subsume(services, tx, { actor, row, other, reason });
    else if (kind === "chain") await chain(services, tx, { actor, row, other, reason, level });
    else await ruleApart(services, tx, { actor, row, other, reason });
    await settleSuggestions(tx, { one: findingId, other: otherId, settled: kind === "apart" ? "apart" : "linked", by: actor.personId, at: services.clock() });
  });
}

/** Need-to-know holds for both: whoever rules on two findings has been given both. */
export async function requireOther(tx: Transaction, actor: Actor, findingId: string, otherId: string): Promise<FindingRow> {
  if (otherId === findingId) throw new FindingsRefusal("other-not-open", "otherId: another finding than this one", { field: "otherId" });
  const other = await lockFinding(tx, otherId);
  if (!other || ![...other.validators, ...other.analysts].includes(actor.personId)) throw new FindingsRefusal("other-not-open", "otherId: no finding that is assigned to you; have both assigned to you before you rule on them", { field: "otherId" });
  return other;
}

interface Ruling {
  readonly actor: Actor;
  readonly row: FindingRow;
  readonly other: FindingRow;
  readonly reason: string;
}

async function mergeByPerson(services: Services, tx: Transaction, { actor, row, other, reason }: Ruling): Promise<void> {
  const [one, two] = [await findLeading(tx, row), await findLeading(tx, other)];
  if (one.id === two.id) throw new FindingsRefusal("already-linked", "otherId: the two are handled as one already", { field: "otherId" });
  const leads = choosePrimary(toContender(one), toContender(two));
  const [child, parent] = leads === "this" ? [two, one] : [one, two];
  if (child.state === "in_case" || child.state === "closed") throw new FindingsRefusal("both-told", "otherId: both have gone to the maintainer already, who was told of two; say it in the case", { field: "otherId" });
  requireGoing(parent);
  requireStep(child, "merge");
  await putBelow(services, tx, { child, parentId: parent.id, kind: "duplicate", by: actor, reason });
  await tellFinder(services, tx, child, "findings.merged-by-person");
}

function toContender({ submitted_at, evidence_rank, state }: FindingRow) {
  return { submittedAt: submitted_at, rank: evidence_rank, state };
}

async function subsume(services: Services, tx: Transaction, { actor, row, other, reason }: Ruling): Promise<void> {
  const parent = await findLeading(tx, other);
  requireGoing(parent);
  requireStep(row, "subsume");
  if (row.state === "subsumed_by" || parent.subsumed_by === row.id) throw new FindingsRefusal("already-linked", "otherId: one of the two goes with the other already; end that link first", { field: "otherId" });
  await putBelow(services, tx, { child: row, parentId: parent.id, kind: "subsumed", by: actor, reason });
  await tellFinder(services, tx, row, "findings.subsumed");
}

/** A parent must be on its way itself: below what ends, nothing would ever go out. */
function requireGoing({ id, state }: FindingRow): void {
  if (["rejected", "duplicate_of", "subsumed_by", "closed"].includes(state)) throw new FindingsRefusal("wrong-state", `otherId: finding ${id} is ${state}; nothing can be put below it`, { field: "otherId" });
}

async function chain(services: Services, tx: Transaction, { actor, row, other, reason, level }: Ruling & Pick<LinkFinding, "level">): Promise<void> {
  requireGoing(row);
  requireGoing(other);
  if (await findChain(tx, row.id)) throw new FindingsRefusal("already-linked", "kind: this finding is in a chain already; end that first", { field: "kind" });
  const known = await findChain(tx, other.id);
  if (!known && level === undefined) throw new FindingsRefusal("level-needed", "level: how severe the two are together; give it with the first two of a chain", { field: "level" });
  const at = services.clock();
  const chainId = known?.id ?? newId("chain");
  if (!known) await insertChain(tx, { id: chainId, level: level ?? "none", sealed_story: sealReason(services, chainId, reason), made_by: actor.personId, at });
  for (const member of known ? [row] : [other, row]) {
    const id = newId("link");
    await insertLink(tx, { id, kind: "chain", finding_id: member.id, to_id: null, chain_id: chainId, sealed_reason: sealReason(services, id, reason), made_by: actor.personId, at, via: null });
    await appendEntry(services, tx, { kind: "findings.chained", subject: member.id, by: actor, data: { chainId, linkId: id, level: known?.level ?? level ?? null }, visibleTo: [member.organisation_id] });
  }
}

async function ruleApart(services: Services, tx: Transaction, { actor, row, other, reason }: Ruling): Promise<void> {
  if (row.duplicate_of === other.id || other.duplicate_of === row.id) throw new FindingsRefusal("already-linked", "otherId: the two are handled as one; end that link, and they are apart", { field: "otherId" });
  await insertApart(services, tx, { actor, findingId: row.id, otherId: other.id, reason });
  await appendEntry(services, tx, { kind: "findings.ruled-apart", subject: row.id, by: actor, data: { otherId: other.id }, visibleTo: [row.organisation_id] });
}

async function insertApart(services: Services, tx: Transaction, { actor, findingId, otherId, reason }: Pair & { readonly otherId: string; readonly reason: string }): Promise<void> {
  const id = newId("link");
  await insertLink(tx, { id, kind: "apart", finding_id: findingId, to_id: otherId, chain_id: null, sealed_reason: sealReason(services, id, reason), made_by: actor.personId, at: services.clock(), via: null });
}

/**
 * Takes two findings apart again. The lower one is what it was before; what a case has told of stays told, and both go on.
 * What was one bug is ruled not to be, so that the same crash does not put it together again.
 */
export async function endLinkByPerson(services: Services, { actor, findingId, linkId, reason }: Pair & { readonly linkId: string; readonly reason: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const link = await lockLiveLink(tx, linkId);
    if (!link || (link.finding_id !== findingId && link.to_id !== findingId)) throw new FindingsRefusal("no-such-link", "linkId: not a present link of this finding; its page shows which there are", { field: "linkId" });
    const row = link.finding_id === findingId ? await requireFinding(tx, findingId) : await requireOther(tx, actor, findingId, link.finding_id);
    if (link.kind === "duplicate" || link.kind === "subsumed") {
      requireStep(row, "restore");
      await takeApart(services, tx, { link, child: row, by: actor, reason });
      if (link.kind === "duplicate" && link.to_id !== null) await insertApart(services, tx, { actor, findingId: row.id, otherId: link.to_id, reason });
      await tellFinder(services, tx, row, "findings.taken-apart");
      return;
    }
    await endLink(tx, { id: link.id, by: actor.personId, sealedReason: sealReason(services, link.id, reason), at: services.clock() });
    const kind = link.kind === "chain" ? "findings.unchained" : "findings.ruling-ended";
    await appendEntry(services, tx, { kind, subject: row.id, by: actor, data: { linkId: link.id }, visibleTo: [row.organisation_id] });
    if (link.chain_id !== null) await endChainOfOne(services, tx, link.chain_id);
  });
}

/** One finding alone is worse together with nothing. */
async function endChainOfOne(services: Services, tx: Transaction, chainId: string): Promise<void> {
  const [last, ...others] = await listChainLinks(tx, chainId);
  if (!last || others.length > 0) return;
  await endLink(tx.asSystem("the last of a chain is in none, whoever is assigned to it"), { id: last.id, by: SYSTEM_ACTOR.personId, sealedReason: null, at: services.clock() });
}

/** What would have gone with a finding that is rejected stands for itself again. */
export async function restoreSubsumed(services: Services, tx: Transaction, parentId: string): Promise<void> {
  const system = tx.asSystem("what went with a rejected finding goes on alone, whoever is assigned to it");
  for (const link of await listBelow(system, parentId)) {
    const child = link.kind === "subsumed" ? await lockFinding(system, link.finding_id) : undefined;
    if (child?.state === "subsumed_by") await takeApart(services, system, { link, child, by: SYSTEM_ACTOR, reason: null });
  }
}
