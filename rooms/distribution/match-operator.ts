import { z } from "zod";
import { createMatcher, detailsOf, highestFix, productKey, type Advisory, type Answer, type Asset, type Inventory, type Match, type Matcher } from "#engines/exposure";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { getAdvisory, listPublishedAdvisories, type PublishedAdvisory } from "#rooms/publication";
import { isSettled, nextDeployment } from "./deployment.rules.ts";
import { recordTurn } from "./deployment/record-turn.ts";
import type { MatchContent } from "./distribution.types.ts";
import { deleteMatch, ensureStep, insertMatch, listMatches, lockOperator, updateMatchTold, type MatchRow, type OperatorRow } from "./distribution.store.ts";
import { isPaused } from "./enrolment/enrolment.store.ts";
import { findOutsideAdvisory, isOwnAdvisory, loadOutsideAdvisories, readOwn } from "./outside-advisories/find-advisories.ts";
import { markKey, readMarks, type OwnMark } from "./own-marks/read-marks.ts";
import { openInventories, type NamedInventory } from "./open-inventories.ts";
import { findAnswers, QuestionDesk } from "./questions/ask-questions.ts";
import { findContact } from "./reminders/find-contact.ts";
import { describePlace } from "./sealed-inventory.ts";
import { openContent, sealContent } from "./sealed-match.ts";
import { isTurnOf } from "./waves/open-waves.ts";

/** What is at least so likely stands in the plan. */
const WORTH_A_STEP = 0.7;
/** What is less likely may still be worth a question: one answer may make it sure. */
const WORTH_A_QUESTION = 0.5;
const MOST_SAFEGUARDS = 6;
const MOST_SAFEGUARD_LENGTH = 1000;
const MOST_VULNERABILITIES = 50;

/** `advisoryId`: the one that is new; null: all, since the inventory is. */
const matchRequest = z.object({ organisationId: z.string(), advisoryId: z.string().nullable() });

interface Found {
  readonly advisoryId: string;
  /** Ours, when it is one of ours. */
  readonly own: PublishedAdvisory | undefined;
  readonly assetHash: string;
  readonly content: MatchContent;
}

/** What the operator's lists are matched with. */
interface Known {
  readonly own: ReadonlyMap<string, PublishedAdvisory>;
  readonly byId: ReadonlyMap<string, Advisory>;
  readonly matchers: readonly Matcher[];
}

/**
 * Brings one operator's matches up to date with its inventories and the advisories given, and tells it of what is new.
 * Safe to run twice: the second run finds everything told. Who is not affected is neither told nor recorded, and who has paused
 * is left alone until it goes on.
 */
export async function matchOperator(services: Services, input: z.infer<typeof matchRequest>): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const operator = await lockOperator(tx, input.organisationId);
    if (!operator || (await isPaused(tx, operator.organisation_id))) return; // It has left or paused meanwhile.
    const { organisation_id: organisationId } = operator;
    // Its lists may have changed: what is announced under an embargo is looked for, too.
    if (input.advisoryId === null) await services.jobs.enqueue(tx, { name: "distribution.notice-operator" }, { organisationId });
    const known = await (input.advisoryId === null ? loadAll(services, tx) : loadOne(services, tx, input.advisoryId));
    const desk = new QuestionDesk();
    const found = await findMatches(services, { organisationId, known, desk, inventories: openInventories(services, tx, organisationId), answersOf: await findAnswers(services, tx, organisationId) });
    const rows = new Map((await listMatches(tx, organisationId)).map((row) => [keyOf(row.advisory_id, row.asset_hash), row]));
    const isReachable = (await findContact(tx, operator)) !== undefined;
    const isVital = vitalOf(await readMarks(services, tx, organisationId), found);
    const stepOf = new Map([...rows.values()].map((row) => [row.asset_hash, row.step_id]));

    let told = 0;
    for (const [key, one] of found) told += await recordMatch(services, tx, { operator, one, row: rows.get(key), isReachable, hasVital: isVital(one.advisoryId), stepOf });
    // An asset that is no longer on any list has nothing left to do, unless the operator said what became of it.
    const isAbout = (advisoryId: string) => (input.advisoryId === null ? known.own.has(advisoryId) || !isOwnAdvisory(advisoryId) : advisoryId === input.advisoryId);
    for (const [key, row] of rows) {
      if (found.has(key) || !isAbout(row.advisory_id)) continue;
      const own = known.own.get(row.advisory_id);
      // What was called back stands as a warning until it is this operator's turn with another fix.
      const hasOtherFix = row.fix_recalled && own?.state === "published" && own.fixedVersion !== null && (await isTurnOf(services, tx, { advisory: own, operator, hasVital: isVital(own.id) }));
      if (!isSettled(row.state, hasOtherFix)) await deleteMatch(tx, row.id);
    }
    await desk.keep(services, tx, { organisationId, isWhole: input.advisoryId === null });

    if (told === 0) return;
    // Who has no mail is told by telephone or post, and counts as not told until its own word; whoever acts for it hears of it all the same.
    await services.jobs.enqueue(tx, { name: "distribution.tell-operator" }, { organisationId, kind: "distribution.affected" });
    if (!isReachable) return;
    await appendEntry(services, tx, { kind: "distribution.operator-notified", subject: organisationId, by: SYSTEM_ACTOR, data: { matches: told }, visibleTo: [organisationId] });
  });
}

async function loadAll(services: Services, tx: Transaction): Promise<Known> {
  const own = await listPublishedAdvisories(services, tx);
  const outside = await loadOutsideAdvisories(services, tx);
  const read = own.flatMap(readOwn);
  return { own: new Map(own.map((one) => [one.id, one])), byId: new Map([...outside.byId, ...read.map((one) => [one.id, one] as const)]), matchers: [createMatcher(read), outside.matcher] };
}

async function loadOne(services: Services, tx: Transaction, id: string): Promise<Known> {
  const own = isOwnAdvisory(id) ? await getAdvisory(services, tx, id) : undefined;
  const outside = own ? undefined : await findOutsideAdvisory(tx, id);
  const read = own ? readOwn(own) : outside ? [outside] : [];
  return { own: new Map(own ? [[id, own]] : []), byId: new Map(read.map((one) => [one.id, one])), matchers: [createMatcher(read)] };
}

export const matchOperatorJob: Job<z.infer<typeof matchRequest>> = { name: "distribution.match-operator", payload: matchRequest, run: matchOperator };

interface ToRecord {
  readonly operator: OperatorRow;
  readonly one: Found;
  readonly row: MatchRow | undefined;
  readonly isReachable: boolean;
  readonly hasVital: boolean;
  /** The step that an asset's other matches stand in; one that is made is added. */
  readonly stepOf: Map<string, string>;
}

/** Inserts a new match, or reopens one for another fix; what waits for its wave is kept and not told. @returns 1 when the operator is to be told of it */
async function recordMatch(services: Services, tx: Transaction, { operator, one, row, isReachable, hasVital, stepOf }: ToRecord): Promise<0 | 1> {
  const at = services.clock();
  const patchId = one.own?.patch?.patchId ?? null;
  const isTurn = one.own === undefined || (await isTurnOf(services, tx, { advisory: one.own, operator, hasVital }));
  const state = isReachable ? ("notified" as const) : ("unreachable" as const);
  if (!row) {
    const id = newId("mat");
    const stepId = stepOf.get(one.assetHash) ?? (await stepFor(services, tx, operator.organisation_id, one));
    stepOf.set(one.assetHash, stepId);
    await insertMatch(tx, {
      id, organisationId: operator.organisation_id, stepId, advisoryId: one.advisoryId, assetHash: one.assetHash, patchId: isTurn ? patchId : null, state: isTurn ? state : "matched",
      matchedAt: at, notifiedAt: isTurn && isReachable ? at : null, content: sealContent(services, id, isTurn ? one.content : withFixOf(undefined, one.content)),
    });
    if (isTurn) await recordTurn(services, tx, { match: { organisation_id: operator.organisation_id, step_id: stepId, asset_hash: one.assetHash, advisory_id: one.advisoryId }, asset: one.content.asset.name, from: null, to: state, channel: "system", words: null });
    return isTurn ? 1 : 0;
  }
  const content = sealContent(services, row.id, isTurn ? one.content : withFixOf(row.state === "matched" ? undefined : openContent(services, row), one.content));
  // After a recall a vendor's word may name another fix, without a patch of ours.
  const isNewFix = isTurn && ((patchId !== null && row.patch_id !== patchId) || (row.fix_recalled && one.own !== undefined && one.own.fixedVersion !== null));
  const event = !isTurn ? undefined : row.state === "matched" || (row.state === "unreachable" && isReachable) ? "notify" : isNewFix ? "reopen" : undefined;
  const next = event && nextDeployment(row.state, event, false);
  // What it was told of stays until another is out: whoever calls it back looks for who was told.
  const told = { id: row.id, patchId: isTurn ? (patchId ?? row.patch_id) : row.patch_id, fixRecalled: row.fix_recalled && !isNewFix, content };
  // The list may say more than before (a version, where it stands); what the operator has done stays.
  if (!next) await updateMatchTold(tx, { ...told, state: row.state, toldAt: null });
  else {
    const to = isReachable ? next : ("unreachable" as const);
    await recordTurn(services, tx, { match: row, asset: one.content.asset.name, from: row.state, to, channel: "system", words: null });
    await updateMatchTold(tx, { ...told, state: to, toldAt: isReachable ? at : null });
  }
  return next ? 1 : 0;
}

/** What the list says now, with the fix that the operator was told of before; with none where it was told of none. */
function withFixOf(told: MatchContent | undefined, now: MatchContent): MatchContent {
  return { ...now, fixedVersion: told?.fixedVersion ?? null, hasFix: told?.hasFix ?? false };
}

/** One update is one step, whatever number of advisories ask for it and however they write the product's name. */
function stepFor(services: Services, tx: Transaction, organisationId: string, { content: { product } }: Found): Promise<string> {
  const productHash = services.keys.keyedHash("distribution-step", [organisationId, product.vendor?.toLowerCase() ?? "", productKey(product.name)].join("\n"));
  return ensureStep(tx, { id: newId("step"), organisationId, productHash });
}

interface Matching {
  readonly organisationId: string;
  readonly known: Known;
  readonly inventories: AsyncIterable<NamedInventory>;
  readonly answersOf: (inventory: Inventory) => readonly Answer[];
  /** Takes the questions that come up. */
  readonly desk: QuestionDesk;
}

async function findMatches(services: Services, { organisationId, known, inventories, answersOf, desk }: Matching): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const seen = new Map<string, number>();
  for await (const inventory of inventories) {
    const answers = answersOf(inventory);
    const matches = known.matchers.flatMap((matcher) => matcher.match(inventory, { threshold: WORTH_A_QUESTION, answers }));
    for (const match of matches) desk.add(match, inventory.fileName);
    for (const ofAsset of Map.groupBy(matches.filter(({ probability }) => probability >= WORTH_A_STEP), ({ asset }) => asset.id).values()) {
      const identity = identify(ofAsset[0]?.asset);
      // Two equal rows are two things: the third equal pump on the list is the third one next time, too.
      const nth = (seen.get(identity) ?? 0) + 1;
      seen.set(identity, nth);
      const assetHash = services.keys.keyedHash("distribution-asset", `${organisationId}\n${nth}\n${identity}`);
      for (const [advisoryId, ofAdvisory] of Map.groupBy(ofAsset, (match) => match.advisoryId)) {
        const content = toContent(services, { organisationId, matches: ofAdvisory, advisory: known.byId.get(advisoryId), fileName: inventory.fileName });
        found.set(keyOf(advisoryId, assetHash), { advisoryId, own: known.own.get(advisoryId), assetHash, content });
      }
    }
  }
  return found;
}

function identify(asset: Asset | undefined): string {
  return JSON.stringify(asset && [asset.vendor, asset.product, asset.version, asset.purl, asset.cpe, asset.serial, asset.location]);
}

/** Whether an advisory concerns something that lives or safety hang on. */
function vitalOf(marks: ReadonlyMap<string, OwnMark>, found: ReadonlyMap<string, Found>): (advisoryId: string) => boolean {
  const vital = new Set([...found.values()].filter(({ content }) => marks.get(content.markKey)?.vital === true).map(({ advisoryId }) => advisoryId));
  return (advisoryId) => vital.has(advisoryId);
}

/** Several vulnerabilities of one advisory in one asset; of what is said of the asset, the surest stands. */
function toContent(services: Services, { organisationId, matches, advisory, fileName }: { readonly organisationId: string; readonly matches: readonly Match[]; readonly advisory: Advisory | undefined; readonly fileName: string }): MatchContent {
  const [surest] = matches.toSorted((a, b) => b.probability - a.probability);
  if (!surest) throw new Error("A match without a match cannot be described");
  const { asset, probability, reason, question, product } = surest;
  const details = matches.flatMap((match) => detailsOf(advisory, match));
  return {
    asset: {
      name: [asset.vendor, asset.product].filter((part) => part !== null).join(" "),
      version: asset.version,
      location: asset.location,
      place: `${fileName}, ${describePlace(asset.source)}`,
      exposed: asset.exposed,
      count: asset.count,
    },
    markKey: markKey(services, organisationId, asset),
    probability, reason, question: question?.text ?? null,
    product: { vendor: details.find(({ vendor }) => vendor !== null)?.vendor ?? asset.vendor, name: product },
    fixedVersion: highestFix(matches.map((match) => match.fixedVersion)),
    hasFix: details.some(({ hasFix }) => hasFix),
    vulnerabilities: [...new Set(matches.map(({ vulnerabilityId }) => vulnerabilityId))].slice(0, MOST_VULNERABILITIES),
    safeguards: [...new Set(details.flatMap(({ safeguards }) => safeguards.map(({ text }) => text.slice(0, MOST_SAFEGUARD_LENGTH))))].slice(0, MOST_SAFEGUARDS),
  };
}

function keyOf(advisoryId: string, assetHash: string): string {
  return `${advisoryId} ${assetHash}`;
}
