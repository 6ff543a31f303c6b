import type { LinkKind } from "#contracts/triage";
import { newId, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findFinding, lockFinding, type FindingRow } from "../findings.store.ts";
import { endLink, insertLink, listBelow, listVia, type LinkRow } from "./links.store.ts";
import { moveFinding } from "../move-finding.ts";
import { sealReason } from "../sealed-records.ts";

/*
 * A finding below another is the same bug (duplicate) or goes with its fix (subsumed). Below a duplicate there is nothing:
 * what was there goes along to the new parent, and comes back when the two are taken apart.
 */
const ALONG = "what lies below a finding goes where that goes, whoever is assigned to it";

export interface PutBelow {
  readonly child: FindingRow;
  readonly parentId: string;
  readonly kind: Extract<LinkKind, "duplicate" | "subsumed">;
  readonly by: Pick<Actor, "personId" | "organisationId">;
  /** A person's; the same crash needs none. */
  readonly reason: string | null;
  readonly via?: string;
}

export async function putBelow(services: Services, tx: Transaction, { child, parentId, kind, by, reason, via }: PutBelow): Promise<void> {
  const id = newId("link");
  await insertLink(tx, { id, kind, finding_id: child.id, to_id: parentId, chain_id: null, sealed_reason: reason === null ? null : sealReason(services, id, reason), made_by: by.personId, at: services.clock(), via: via ?? null });
  await moveFinding(services, tx, child, { step: kind === "duplicate" ? "merge" : "subsume", parentId }, { by, data: { linkId: id } });
  if (kind === "subsumed") return;
  const system = tx.asSystem(ALONG);
  for (const below of await listBelow(system, child.id)) await moveLink(services, system, { link: below, parentId, via: id });
}

/** Takes two findings apart: the lower one is what it was, and so is what had come along with it. */
export async function takeApart(services: Services, tx: Transaction, { link, child, by, reason }: { readonly link: LinkRow; readonly child: FindingRow; readonly by: Pick<Actor, "personId" | "organisationId">; readonly reason: string | null }): Promise<void> {
  await endLink(tx, { id: link.id, by: by.personId, sealedReason: reason === null ? null : sealReason(services, link.id, reason), at: services.clock() });
  await moveFinding(services, tx, child, { step: "restore" }, { by, data: { linkId: link.id } });
  const system = tx.asSystem(ALONG);
  for (const along of await listVia(system, link.id)) await moveLink(services, system, { link: along, parentId: child.id });
}

async function moveLink(services: Services, tx: Transaction, { link, parentId, via }: { readonly link: LinkRow; readonly parentId: string; readonly via?: string }): Promise<void> {
  await endLink(tx, { id: link.id, by: SYSTEM_ACTOR.personId, sealedReason: null, at: services.clock() });
  const child = await lockFinding(tx, link.finding_id);
  if (child) await putBelow(services, tx, { child, parentId, kind: link.kind === "subsumed" ? "subsumed" : "duplicate", by: SYSTEM_ACTOR, reason: null, ...(via !== undefined && { via }) });
}

/** The finding that stands for this one: itself, or the one it is a duplicate of. */
export async function findLeading(tx: Transaction, row: FindingRow): Promise<FindingRow> {
  return (row.duplicate_of === null ? undefined : await findFinding(tx, row.duplicate_of)) ?? row;
}
