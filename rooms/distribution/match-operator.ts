import { z } from "zod";
import { createMatcher, readAdvisory, type Asset, type Inventory, type Match } from "#engines/exposure";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notify, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { getAdvisory, listPublishedAdvisories, type PublishedAdvisory } from "#rooms/publication";
import { isSettled, nextDeployment } from "./deployment.rules.ts";
import type { MatchContent } from "./distribution.types.ts";
import { deleteMatch, ensureStep, findInventory, insertMatch, listInventories, listMatches, lockOperator, updateMatchTold, type MatchRow, type OperatorRow } from "./distribution.store.ts";
import { describePlace, openFileName, openInventory } from "./sealed-inventory.ts";

/** `advisoryId`: the one that is new; null: all, since the inventory is. */
const matchRequest = z.object({ organisationId: z.string(), advisoryId: z.string().nullable() });

/** What was read of an operator's file, with the name it was uploaded under. */
interface NamedInventory extends Inventory {
  readonly fileName: string;
}

interface Found {
  readonly advisory: PublishedAdvisory;
  readonly assetHash: string;
  readonly content: MatchContent;
}

/**
 * Brings one operator's matches up to date with its inventories and the advisories given, and tells it of what is new.
 * Safe to run twice: the second run finds everything told. Who is not affected is neither told nor recorded.
 */
export async function matchOperator(services: Services, input: z.infer<typeof matchRequest>): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const operator = await lockOperator(tx, input.organisationId);
    if (!operator) return; // It has left meanwhile.
    const advisories = input.advisoryId === null ? await listPublishedAdvisories(services, tx) : [await getAdvisory(services, tx, input.advisoryId)];
    const inventories = await openInventories(services, tx, operator.organisation_id);
    const found = findMatches(services, { organisationId: operator.organisation_id, advisories, inventories });
    const known = new Map((await listMatches(tx, operator.organisation_id)).map((row) => [keyOf(row.advisory_id, row.asset_hash), row]));
    const contact = await findPersonCard(tx, operator.contact_person_id);

    let told = 0;
    for (const [key, one] of found) told += await recordMatch(services, tx, { operator, one, row: known.get(key), isReachable: contact !== undefined });
    // An asset that is no longer on any list has nothing left to do, unless the operator said what became of it.
    const about = new Set(advisories.map(({ id }) => id));
    for (const [key, row] of known) if (!found.has(key) && about.has(row.advisory_id) && !isSettled(row.state, false)) await deleteMatch(tx, row.id);

    if (told === 0 || !contact) return;
    await notify(services, tx, { to: { personId: contact.id, email: contact.email }, kind: "distribution.affected", link: "/operator/plan" });
    await appendEntry(services, tx, { kind: "distribution.operator-notified", subject: operator.organisation_id, by: SYSTEM_ACTOR, data: { matches: told }, visibleTo: [operator.organisation_id] });
  });
}

export const matchOperatorJob: Job<z.infer<typeof matchRequest>> = { name: "distribution.match-operator", payload: matchRequest, run: matchOperator };

async function openInventories(services: Services, tx: Transaction, organisationId: string): Promise<readonly NamedInventory[]> {
  const inventories: NamedInventory[] = [];
  for (const { id } of await listInventories(tx, organisationId)) {
    const row = await findInventory(tx, organisationId, id);
    if (row) inventories.push({ ...openInventory(services, row.id, row.content), fileName: openFileName(services, row.id, row.file_name) });
  }
  return inventories;
}

/** Inserts a new match or reopens one for another fix. @returns 1 when the operator is to be told of it */
async function recordMatch(services: Services, tx: Transaction, input: { operator: OperatorRow; one: Found; row: MatchRow | undefined; isReachable: boolean }): Promise<0 | 1> {
  const { operator, one, row, isReachable } = input;
  const at = services.clock();
  const patchId = one.advisory.patch?.patchId ?? null;
  const state = isReachable ? ("notified" as const) : ("unreachable" as const);
  if (!row) {
    const id = newId("mat");
    const productHash = services.keys.keyedHash("distribution-step", [operator.organisation_id, one.advisory.product.vendor, one.advisory.product.name].join("\n").toLowerCase());
    const stepId = await ensureStep(tx, { id: newId("step"), organisationId: operator.organisation_id, productHash });
    await insertMatch(tx, {
      id, organisationId: operator.organisation_id, stepId, advisoryId: one.advisory.id, assetHash: one.assetHash, patchId, state,
      matchedAt: at, notifiedAt: isReachable ? at : null, content: sealContent(services, id, one.content),
    });
    return 1;
  }
  const content = sealContent(services, row.id, one.content);
  const isNewFix = patchId !== null && row.patch_id !== patchId;
  const event = isNewFix ? "reopen" : row.state === "unreachable" && isReachable ? "notify" : undefined;
  const next = event && nextDeployment(row.state, event, false);
  // The list may say more than before (a version, where it stands); what the operator has done stays.
  if (!next) await updateMatchTold(tx, { id: row.id, state: row.state, patchId, content, toldAt: null });
  else await updateMatchTold(tx, { id: row.id, state: isReachable ? next : "unreachable", patchId, content, toldAt: isReachable ? at : null });
  return next ? 1 : 0;
}

function findMatches(services: Services, input: { organisationId: string; advisories: readonly PublishedAdvisory[]; inventories: readonly NamedInventory[] }): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const advisory of input.advisories) {
    const matcher = createMatcher([readAdvisory(advisory.documents.csaf), readAdvisory(advisory.documents.osv)]);
    const seen = new Map<string, number>();
    for (const inventory of input.inventories) {
      for (const match of surestByAsset(matcher.match(inventory))) {
        const identity = identify(match.asset);
        // Two equal rows are two things: the third equal pump on the list is the third one next time, too.
        const nth = (seen.get(identity) ?? 0) + 1;
        seen.set(identity, nth);
        const assetHash = services.keys.keyedHash("distribution-asset", `${input.organisationId}\n${nth}\n${identity}`);
        found.set(keyOf(advisory.id, assetHash), { advisory, assetHash, content: toContent(match, inventory.fileName) });
      }
    }
  }
  return found;
}

/** CSAF and OSV speak of the same thing; the surer of the two matches stands. */
function surestByAsset(matches: readonly Match[]): readonly Match[] {
  const best = new Map<string, Match>();
  for (const match of matches) {
    const known = best.get(match.asset.id);
    if (!known || match.probability > known.probability) best.set(match.asset.id, match);
  }
  return [...best.values()];
}

function identify({ vendor, product, version, purl, cpe, serial, location }: Asset): string {
  return JSON.stringify([vendor, product, version, purl, cpe, serial, location]);
}

function toContent({ asset, probability, reason, question }: Match, fileName: string): MatchContent {
  return {
    asset: {
      name: [asset.vendor, asset.product].filter((part) => part !== null).join(" "),
      version: asset.version,
      location: asset.location,
      place: `${fileName}, ${describePlace(asset.source)}`,
      exposed: asset.exposed,
    },
    probability, reason, question: question ?? null,
  };
}

const PURPOSE = "distribution-match";

function sealContent(services: Services, id: string, content: MatchContent): string {
  return services.keys.seal(PURPOSE, id, JSON.stringify(content));
}

/** What a match is about. */
export function openContent(services: Services, row: MatchRow): MatchContent {
  return JSON.parse(services.keys.open(PURPOSE, row.id, row.content).toString("utf8")) as MatchContent;
}

function keyOf(advisoryId: string, assetHash: string): string {
  return `${advisoryId} ${assetHash}`;
}
