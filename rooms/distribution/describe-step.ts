import { STEP_ACTIONS, type PlanAsset, type PlanStep, type StepAction } from "#contracts/distribution";
import { dueAt, highestFix, writeStep, type ProposedWindow, type StepAsset } from "#engines/exposure";
import { listKevDays } from "#rooms/findings";
import type { Queryable, Services } from "#rooms/platform";
import { actionsFrom, isSettled, leastAdvanced } from "./deployment.rules.ts";
import type { MatchContent } from "./distribution.types.ts";
import type { MatchRow } from "./distribution.store.ts";
import { writePatchCheck } from "./check-patch.rules.ts";
import { listDelegates } from "./enrolment/enrol.ts";
import { findAdvisories, type KnownAdvisory } from "./outside-advisories/find-advisories.ts";
import { listLastTurns } from "./deployment/turns.store.ts";
import { readMarks, withMark, type OwnMark } from "./own-marks/read-marks.ts";
import { proposeOwnWindows } from "./own-marks/set-windows.ts";
import type { RankedStep } from "./plan.rules.ts";
import { openContent } from "./sealed-match.ts";
import { isFixRecalled, recalledAssets, waitsForFix } from "./told-fix.rules.ts";

/** What all of an operator's steps are described with, read once. */
export interface Surroundings {
  readonly advisories: ReadonlyMap<string, KnownAdvisory>;
  /** The day each CVE id came into CISA's KEV. */
  readonly kev: ReadonlyMap<string, string>;
  readonly marks: ReadonlyMap<string, OwnMark>;
  readonly windows: readonly ProposedWindow[];
  readonly delegates: readonly { readonly name: string }[];
  /** When something of a step last took a turn, by the step's id. */
  readonly lastTurns: ReadonlyMap<string, string>;
}

export async function readSurroundings(services: Services, db: Queryable, organisationId: string, rows: readonly MatchRow[]): Promise<Surroundings> {
  const vulnerabilities = new Set(rows.flatMap((row) => openContent(services, row).vulnerabilities));
  return {
    advisories: await findAdvisories(services, db, rows.map((row) => row.advisory_id)),
    kev: await listKevDays(db, [...vulnerabilities]),
    marks: await readMarks(services, db, organisationId),
    windows: await proposeOwnWindows(services, db, organisationId),
    delegates: await listDelegates(services, db, organisationId),
    lastTurns: new Map((await listLastTurns(db, organisationId)).map((row) => [row.step_id, row.at])),
  };
}

/** The matches that the operator was told of, or could not be: what only waits for its wave is no step yet. */
export function onlyTold(rows: readonly MatchRow[]): readonly MatchRow[] {
  return rows.filter(({ state }) => state !== "matched");
}

interface OpenedMatch {
  readonly row: MatchRow;
  readonly content: MatchContent;
  readonly advisory: KnownAdvisory | undefined;
  /** What the operator was told of was called back. */
  readonly isRecalled: boolean;
  /** A newer fix is out and goes to others first. */
  readonly waits: boolean;
}

/** One step from its matches, of which there is at least one. */
export function describeRanked(services: Services, rows: readonly MatchRow[], around: Surroundings): RankedStep {
  const matches = rows.map((row): OpenedMatch => {
    const advisory = around.advisories.get(row.advisory_id);
    return { row, content: openContent(services, row), advisory, isRecalled: isFixRecalled(row, advisory?.own), waits: waitsForFix(row, advisory?.own) };
  });
  const advisories = [...new Map(matches.flatMap(({ advisory }) => (advisory ? [[advisory.id, advisory] as const] : []))).values()];
  const [first] = rows;
  if (!first) throw new Error("A step without a match cannot be described");
  const locked = recalledAssets(rows, (row) => around.advisories.get(row.advisory_id)?.own);
  const recalled = locked.size > 0;
  const assets = [...Map.groupBy(matches, ({ row }) => row.asset_hash)].map(([hash, ofAsset]) => toAsset(services, ofAsset, { around, recalled: locked.has(hash) }));
  const open = matches.filter(({ row, isRecalled }) => !isSettled(row.state, isRecalled));
  const unsettled = assets.filter(({ facts }) => facts.isOpen);
  const fixing = matches.filter((match) => toldFix(match).isThere);
  const flaws = countFlaws(matches);
  const exploited = open.some((match) => factsOf(match, around).inKev);
  const written = writeStep({
    id: first.step_id,
    product: nameProduct(matches),
    recalled,
    hasFix: fixing.length > 0,
    fixWaits: matches.some(({ row, waits }) => waits && row.state !== "not_affected"),
    leavesSome: fixing.length > 0 && fixing.length < matches.length,
    flaws,
    exploited,
    automatable: advisories.find(({ own }) => own?.priority)?.own?.priority?.automatable ?? null,
    safeguards: open.flatMap(({ content, advisory }) => content.safeguards.map((text) => ({ text, trackingId: advisory?.trackingId ?? "", url: advisory?.url ?? null }))),
    windows: around.windows,
    delegate: around.delegates[0]?.name ?? null,
    assets: assets.map(({ facts }) => facts),
  }, services.messages.text);
  const { order, ...words } = written;
  const named = matches.flatMap(({ advisory, waits }) => (waits ? [] : (advisory?.own ?? [])));
  const patch = recalled ? null : (named.toSorted((a, b) => (highestFix([a.fixedVersion, b.fixedVersion]) === a.fixedVersion ? -1 : 1))[0]?.patch ?? null);
  const keyUrl = `${services.configuration.publicUrl}/api/patch-signing-keys`;
  const step: PlanStep = {
    id: first.step_id,
    ...words,
    care: [...words.care], how: [...words.how], safeguards: words.safeguards.map((one) => ({ ...one })),
    closes: flaws,
    exploited,
    guidance: true,
    recalled,
    patch: patch && { ...patch, keyUrl, check: writePatchCheck(patch, keyUrl, services.messages.text) },
    contacts: listContacts(matches, around, services),
    windows: around.windows.map((window) => ({ ...window })),
    advisories: advisories.map(({ id, trackingId, title, publisher, url }) => ({ id, trackingId, title, publisher, url })),
    state: leastAdvanced(assets.map(({ shown }) => shown.state)),
    assets: assets.map(({ shown }) => shown),
    may: STEP_ACTIONS.filter((action) => assets.some(({ may }) => may.includes(action))),
  };
  const standing = unsettled.length === 0 ? "done" : unsettled.every(({ facts }) => facts.isPutOff) ? "put-off" : "open";
  return { step, order, standing, movedAt: around.lastTurns.get(first.step_id) ?? first.matched_at };
}

/** Our own advisory is of one flaw, whatever names its documents give it. */
function countFlaws(matches: readonly OpenedMatch[]): number {
  return new Set(matches.flatMap(({ advisory, content }) => (advisory?.own ? [advisory.id] : content.vulnerabilities))).size;
}

/**
 * The fix that the operator has to go by. Of our own advisories it is the one out now, which may have been called back; while a newer
 * one goes to others first, the one that it was told of.
 */
function toldFix({ row, advisory, content, isRecalled, waits }: OpenedMatch): { readonly version: string | null; readonly isThere: boolean } {
  if (isRecalled || (waits && row.fix_recalled)) return { version: null, isThere: false };
  if (advisory?.own && !waits) return { version: advisory.own.fixedVersion, isThere: advisory.own.fixedVersion !== null };
  return { version: content.fixedVersion, isThere: content.fixedVersion !== null || content.hasFix };
}

function fixOf(match: OpenedMatch): string | null {
  return toldFix(match).version;
}

/** As the advisory with the latest fix names it. */
function nameProduct(matches: readonly OpenedMatch[]): { readonly vendor: string | null; readonly name: string } {
  const highest = highestFix(matches.map(fixOf));
  const naming = matches.find((match) => fixOf(match) === highest) ?? matches[0];
  return naming?.advisory?.own?.product ?? naming?.content.product ?? { vendor: null, name: "" };
}

/** What the decision table asks of a match; our own advisories know it, and of others KEV says the one thing. */
function factsOf({ content, advisory }: OpenedMatch, { kev }: Surroundings) {
  const own = advisory?.own?.priority ?? null;
  const days = content.vulnerabilities.flatMap((id) => kev.get(id) ?? []).toSorted();
  return { inKev: (own?.inKev ?? false) || days.length > 0, automatable: own?.automatable ?? null, technicalImpact: own?.technicalImpact ?? null, addedOn: days[0] ?? null };
}

/** One asset, of which several advisories may speak: it stands where its least advanced match stands. */
function toAsset(services: Services, matches: readonly OpenedMatch[], { around, recalled }: { readonly around: Surroundings; readonly recalled: boolean }): { readonly shown: PlanAsset; readonly facts: StepAsset; readonly may: readonly StepAction[] } {
  const state = leastAdvanced(matches.map(({ row }) => row.state));
  const open = matches.filter(({ row }) => row.state === state);
  const [standing] = open;
  const [first] = matches;
  if (!standing || !first) throw new Error("An asset without a match cannot be described");
  const [surest = first] = matches.toSorted((a, b) => b.content.probability - a.content.probability);
  const { asset, probability, reason, question, markKey } = surest.content;
  const marked = withMark(asset.exposed, around.marks.get(markKey));
  const due = open.flatMap((match) => {
    const { addedOn, ...flaw } = factsOf(match, around);
    return dueAt(flaw, { exposed: marked.exposed, seenAt: match.row.matched_at, addedOn }) ?? [];
  });
  const fixedVersion = highestFix(matches.map(fixOf));
  const reviewOn = standing.row.review_on;
  const { name, version, location, place, count } = asset;
  return {
    shown: {
      id: first.row.id, name: count > 1 ? `${count} × ${name}` : name, version, location, place, ...marked, fixedVersion, state, probability, reason, question,
      scheduledFor: standing.row.scheduled_for, reviewOn,
      statement: standing.row.statement === null ? null : openStatement(services, standing.row.id, standing.row.statement),
    },
    facts: {
      ...marked, count, fixedVersion, probability,
      dueBy: due.toSorted()[0] ?? null,
      isOpen: !isSettled(state, recalled),
      isPutOff: state === "deferred" && reviewOn !== null && reviewOn > services.clock().toISOString(),
    },
    // Where it may be installed stands behind a match that is less advanced, and going back must be open.
    may: (recalled ? matches.map(({ row }) => row.state) : [state]).flatMap((one) => actionsFrom(one, recalled)),
  };
}

/** Who acts for the operator is nearest, then who made it, then the clearinghouse. */
function listContacts(matches: readonly OpenedMatch[], { delegates }: Surroundings, services: Services): PlanStep["contacts"] {
  const { vendor } = nameProduct(matches);
  const page = matches.find(({ advisory }) => advisory?.url)?.advisory?.url ?? null;
  return [
    ...delegates.map(({ name }) => ({ kind: "delegate" as const, name, detail: null })),
    ...(vendor === null ? [] : [{ kind: "vendor" as const, name: vendor, detail: page }]),
    { kind: "help-desk" as const, name: services.messages.text("distribution.help-desk"), detail: `${services.configuration.publicUrl}/operator/help` },
  ];
}

const PURPOSE = "distribution-statement";

/** An operator's own words are sealed, as they tell where it is weak. */
export function sealStatement(services: Services, matchId: string, text: string): string {
  return services.keys.seal(PURPOSE, matchId, text);
}

export function openStatement(services: Services, matchId: string, sealed: string): string {
  return services.keys.open(PURPOSE, matchId, sealed).toString("utf8");
}
