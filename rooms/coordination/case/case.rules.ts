import type { CaseFlags, CaseState, ParticipantRole, RmState } from "#contracts/coordination";
import { exploitFollows, type CaseFact } from "./case-flags.rules.ts";
import { advanceConsent, consentOf, derivePec, type Consent, type ConsentEvent, type PecState } from "../embargo/consent.rules.ts";
import { deriveEm, deriveEmbargo, exitReasonOf, findActive, hasExtension, isInForce, mayNegotiate, type ExitReason, type RegisterEntry } from "../embargo/embargo.rules.ts";
import { advanceRm, judgeClaim, walkAnswer, type RmEvent } from "./report-state.rules.ts";

/*
 * A whole case, and the only thing that moves it: events go in, one after another, and each is taken whole or refused with
 * every rule that it breaks. What it takes follows from the machines beside this file (report, facts, consent, embargo) and
 * the rules between them. The case itself:
 *
 *   waiting –open→ open –close→ closed –reopen→ open (a variant came back: a new report to those who stayed)
 *
 * The same events, read back from the ledger, give the same case.
 */
export interface ParticipantNow {
  readonly id: string;
  readonly roles: readonly ParticipantRole[];
  readonly rm: RmState;
  /** Null where the role has no such machine, which is not the same as off. */
  readonly vendorAware: boolean | null;
  readonly fixReady: boolean | null;
  readonly fixDeployed: boolean | null;
  readonly hasLeft: boolean;
}

export interface Situation {
  readonly state: CaseState;
  readonly participants: readonly ParticipantNow[];
  readonly register: readonly RegisterEntry[];
  readonly consents: readonly Consent[];
  readonly publicAware: boolean;
  readonly exploitPublic: boolean;
  readonly attacksSeen: boolean;
}

export type CaseEvent =
  | { readonly on: "join"; readonly participant: string; readonly roles: readonly ParticipantRole[] }
  | { readonly on: "report"; readonly participant: string; readonly event: RmEvent }
  | { readonly on: "claim"; readonly participant: string; readonly rm: RmState }
  | { readonly on: "fact"; readonly fact: CaseFact; readonly participant?: string }
  | { readonly on: "propose"; readonly embargo: string; readonly endsAt: string; readonly replaces: string | null }
  | { readonly on: ConsentEvent; readonly participant: string; readonly embargo: string }
  | { readonly on: "activate" | "reject"; readonly embargo: string }
  | { readonly on: "terminate"; readonly reason: ExitReason }
  | { readonly on: "leave"; readonly participant: string }
  | { readonly on: "open" | "close" | "reopen" };

/** What stands outside of the case and decides with it. */
export interface Circumstances {
  readonly at: string;
  /** No embargo of this case ends later: first offered plus the policy's days and its one extension. Null before the first. */
  readonly latestEnd: string | null;
  readonly exitsOnAttacks: boolean;
  /** Rules that were not there yet when the event was written; for reading a case back. */
  readonly waives?: readonly RuleName[];
}

export interface Violation {
  readonly rule: RuleName;
  /** What the rule looked at. */
  readonly read: readonly string[];
}

export type Moved = { readonly ok: true; readonly after: Situation } | { readonly ok: false; readonly violations: readonly Violation[] };

export const NOTHING: Situation = { state: "waiting", participants: [], register: [], consents: [], publicAware: false, exploitPublic: false, attacksSeen: false };

// --- what a case looks like from outside -----------------------------------------------------------------------------

const has = (participant: ParticipantNow, role: ParticipantRole) => participant.roles.includes(role);

/**
 * The participants that every case has, and two that it may have: operators out there, and whoever released a fix where the
 * maintainer did not take the report on. Their ids follow from the case's, so that nothing has to look them up.
 */
export function standingParticipants(caseId: string): Readonly<Record<"vendor" | "finder" | "coordinator" | "field" | "mender", string>> {
  const rest = caseId.slice(caseId.indexOf("_"));
  return { vendor: `vendor${rest}`, finder: `finder${rest}`, coordinator: `coord${rest}`, field: `field${rest}`, mender: `mender${rest}` };
}

export function joinStanding(caseId: string): readonly CaseEvent[] {
  const { vendor, finder, coordinator } = standingParticipants(caseId);
  return [
    { on: "join", participant: coordinator, roles: ["coordinator"] },
    { on: "join", participant: finder, roles: ["finder"] },
    { on: "join", participant: vendor, roles: ["vendor"] },
  ];
}

/** The six facts of the case as one: each is on when it is for anybody. */
export function deriveFlags({ participants, publicAware, exploitPublic, attacksSeen }: Situation): CaseFlags {
  const some = (fact: "vendorAware" | "fixReady" | "fixDeployed") => participants.some((one) => one[fact] === true);
  return { vendorAware: some("vendorAware"), fixReady: some("fixReady"), fixDeployed: some("fixDeployed"), publicAware, exploitPublic, attacksSeen };
}

export function pecOf(situation: Situation, participant: ParticipantNow): PecState {
  return derivePec(situation.register, situation.consents, participant);
}

/**
 * Whether the content of the case may be shown to a participant: told of the report, not gone, and bound by the embargo or
 * under none. An embargo that has ended holds nothing back any more (docs/decisions/017).
 */
export function mayReadContent(situation: Situation, participant: ParticipantNow, at: string): boolean {
  if (participant.rm === "START" || participant.hasLeft) return false;
  const { state } = deriveEmbargo(situation.register, at);
  return state === "NONE" || state === "EXITED" || pecOf(situation, participant) === "SIGNATORY";
}

// --- the rules ---------------------------------------------------------------------------------------------------------

export type RuleName =
  | "participant-in-case"
  | "participant-has-not-left"
  | "participant-is-new"
  | "case-is-open"
  | "case-waits"
  | "case-is-closed"
  | "report-edge"
  | "told-by-whoever-took-it-on"
  | "claim-not-backwards"
  | "role-has-this-fact"
  | "fix-after-vendor-knows"
  | "deployed-after-a-fix"
  | "fix-by-whoever-took-it-on"
  | "embargo-not-over"
  | "nothing-is-public"
  | "embargo-is-new"
  | "end-lies-ahead"
  | "end-within-the-latest"
  | "extended-once"
  | "replaces-the-active"
  | "embargo-on-offer"
  | "embargo-live"
  | "consent-edge"
  | "invited-after-a-no"
  | "embargo-in-force"
  | "no-embargo-in-force";

type Holds = (situation: Situation, event: CaseEvent, circumstances: Circumstances) => boolean;
interface Rule {
  readonly rule: RuleName;
  readonly on: readonly CaseEvent["on"][];
  readonly read: readonly string[];
  readonly holds: Holds;
}

const CONSENT_EVENTS = ["invite", "agree", "decline", "time-out"] as const;
const ABOUT_ONE = ["report", "claim", "leave", ...CONSENT_EVENTS] as const;

const whoOf = (situation: Situation, event: CaseEvent) => ("participant" in event ? situation.participants.find(({ id }) => id === event.participant) : undefined);
const entryOf = (situation: Situation, event: CaseEvent) => ("embargo" in event ? situation.register.find(({ id }) => id === event.embargo) : undefined);
/** Later than any instant. */
const FAR_AHEAD = "9999";
/** A rule says nothing of what another one says is missing. */
const orMissing = (found: unknown, holds: boolean) => found === undefined || holds;

const RULES: readonly Rule[] = [
  { rule: "participant-in-case", on: [...ABOUT_ONE, "fact"], read: ["participants"], holds: (now, event) => ("participant" in event && event.participant !== undefined ? whoOf(now, event) !== undefined : event.on === "fact") },
  { rule: "participant-has-not-left", on: [...ABOUT_ONE, "fact"], read: ["participants"], holds: (now, event) => whoOf(now, event)?.hasLeft !== true },
  { rule: "participant-is-new", on: ["join"], read: ["participants"], holds: (now, event) => whoOf(now, event) === undefined },
  { rule: "case-is-open", on: ["join", "report", "claim", "propose", "activate", "invite", "leave"], read: ["case"], holds: ({ state }) => state !== "closed" },
  { rule: "case-is-open", on: ["close"], read: ["case"], holds: ({ state }) => state !== "closed" },
  { rule: "case-waits", on: ["open"], read: ["case"], holds: ({ state }) => state === "waiting" },
  { rule: "case-is-closed", on: ["reopen"], read: ["case"], holds: ({ state }) => state === "closed" },
  { rule: "report-edge", on: ["report"], read: ["RM"], holds: (now, event) => orMissing(whoOf(now, event), event.on === "report" && advanceRm(whoOf(now, event)?.rm ?? "START", event.event) !== undefined) },
  { rule: "told-by-whoever-took-it-on", on: ["report"], read: ["RM of the coordinator"], holds: ({ participants }, event) => event.on !== "report" || event.event !== "receive" || participants.some((one) => has(one, "coordinator") && one.rm === "ACCEPTED") },
  { rule: "claim-not-backwards", on: ["claim"], read: ["RM"], holds: (now, event) => orMissing(whoOf(now, event), event.on === "claim" && judgeClaim(whoOf(now, event)?.rm ?? "START", event.rm) !== "regression") },
  { rule: "role-has-this-fact", on: ["fact"], read: ["roles"], holds: (now, event) => orMissing(whoOf(now, event), hasMachine(now, event)) && !isOwnerless(event) },
  { rule: "fix-after-vendor-knows", on: ["fact"], read: ["V"], holds: (now, event) => factOf(event) !== "F" || orMissing(whoOf(now, event), whoOf(now, event)?.vendorAware === true) },
  { rule: "deployed-after-a-fix", on: ["fact"], read: ["F"], holds: ({ participants }, event) => factOf(event) !== "D" || participants.some(({ fixReady }) => fixReady === true) },
  { rule: "fix-by-whoever-took-it-on", on: ["fact"], read: ["RM"], holds: (now, event) => factOf(event) !== "F" || orMissing(whoOf(now, event), ["ACCEPTED", "DEFERRED", "CLOSED"].includes(whoOf(now, event)?.rm ?? "")) },
  { rule: "embargo-not-over", on: ["propose", "activate", "reject"], read: ["EM"], holds: ({ register }, _event, { at }) => deriveEmbargo(register, at).state !== "EXITED" },
  { rule: "nothing-is-public", on: ["propose", "activate"], read: ["P", "X", "A"], holds: (now) => mayNegotiate(now) },
  { rule: "nothing-is-public", on: ["reject"], read: ["P", "X", "A", "EM"], holds: (now) => findActive(now.register) === undefined || mayNegotiate(now) },
  { rule: "embargo-is-new", on: ["propose"], read: ["register"], holds: (now, event) => entryOf(now, event) === undefined },
  { rule: "end-lies-ahead", on: ["propose"], read: ["end"], holds: (_now, event, { at }) => event.on === "propose" && event.endsAt > at },
  { rule: "end-lies-ahead", on: ["activate"], read: ["end"], holds: (now, event, { at }) => orMissing(entryOf(now, event), (entryOf(now, event)?.endsAt ?? "") > at) },
  { rule: "end-within-the-latest", on: ["propose"], read: ["end", "policy"], holds: (_now, event, { latestEnd }) => event.on === "propose" && (latestEnd === null || event.endsAt <= latestEnd) },
  { rule: "extended-once", on: ["activate"], read: ["register"], holds: (now, event) => !hasExtension(now.register) || (entryOf(now, event)?.endsAt ?? "") <= (findActive(now.register)?.endsAt ?? FAR_AHEAD) },
  { rule: "replaces-the-active", on: ["propose"], read: ["register"], holds: ({ register }, event) => event.on === "propose" && event.replaces === (findActive(register)?.id ?? null) },
  { rule: "embargo-on-offer", on: ["activate", "reject"], read: ["register"], holds: (now, event) => entryOf(now, event)?.state === "PROPOSED" },
  { rule: "embargo-live", on: CONSENT_EVENTS, read: ["register"], holds: (now, event) => ["PROPOSED", "ACTIVE"].includes(entryOf(now, event)?.state ?? "") },
  { rule: "consent-edge", on: CONSENT_EVENTS, read: ["consent"], holds: (now, event) => !isConsent(event) || advanceConsent(consentOf(now.consents, event.participant, event.embargo), event.on) !== undefined },
  { rule: "invited-after-a-no", on: ["agree"], read: ["consent"], holds: (now, event) => orMissing(whoOf(now, event), entryOf(now, event)?.state !== "ACTIVE" || pecOf(now, whoOf(now, event) as ParticipantNow) !== "DECLINED") },
  { rule: "embargo-in-force", on: ["terminate"], read: ["EM"], holds: ({ register }) => isInForce({ state: deriveEm(register) }) },
  { rule: "no-embargo-in-force", on: ["close"], read: ["EM"], holds: ({ register }, _event, { at }) => !isInForce(deriveEmbargo(register, at)) },
];

const factOf = (event: CaseEvent) => (event.on === "fact" ? event.fact : undefined);
const isConsent = (event: CaseEvent): event is Extract<CaseEvent, { on: ConsentEvent }> => (CONSENT_EVENTS as readonly string[]).includes(event.on);
/** V, F and D are somebody's; P, X and A are the case's. */
const isOwnerless = (event: CaseEvent) => event.on === "fact" && "VFD".includes(event.fact) !== (event.participant !== undefined);

const MACHINE = { V: "vendorAware", F: "fixReady", D: "fixDeployed" } as const;

function hasMachine(now: Situation, event: CaseEvent): boolean {
  const fact = factOf(event);
  return fact === undefined || fact === "P" || fact === "X" || fact === "A" || whoOf(now, event)?.[MACHINE[fact]] !== null;
}

/** Every rule that the event breaks, each with what it looked at. */
export function findViolations(situation: Situation, event: CaseEvent, circumstances: Circumstances): readonly Violation[] {
  if (isRepeat(situation, event)) return [];
  return RULES.filter(({ rule, on, holds }) => on.includes(event.on) && !circumstances.waives?.includes(rule) && !holds(situation, event, circumstances)).map(({ rule, read }) => ({ rule, read }));
}

/** What is so already is confirmed, and moves nothing. */
function isRepeat(situation: Situation, event: CaseEvent): boolean {
  if (event.on === "fact" && "PXA".includes(event.fact) && event.participant === undefined) return deriveFlags(situation)[CASE_FACT[event.fact as "P"]];
  if (event.on === "fact" && "VFD".includes(event.fact)) return whoOf(situation, event)?.[MACHINE[event.fact as "V"]] === true;
  if (event.on === "leave") return whoOf(situation, event)?.hasLeft === true;
  return event.on === "claim" && whoOf(situation, event)?.rm === event.rm;
}

const CASE_FACT = { P: "publicAware", X: "exploitPublic", A: "attacksSeen" } as const;

// --- the reducer -------------------------------------------------------------------------------------------------------

/** Takes one event whole, with all that follows from it at once, or says every rule that it breaks. */
export function moveCase(situation: Situation, event: CaseEvent, circumstances: Circumstances): Moved {
  const violations = findViolations(situation, event, circumstances);
  if (violations.length > 0) return { ok: false, violations };
  return { ok: true, after: isRepeat(situation, event) ? situation : takeEvent(situation, event, circumstances) };
}

function takeEvent(now: Situation, event: CaseEvent, circumstances: Circumstances): Situation {
  switch (event.on) {
    case "join":
      return join(now, event);
    case "report":
      return takeReport(now, event);
    case "claim":
      return withParticipant(now, event.participant, () => ({ rm: event.rm }));
    case "fact":
      return turnFactOn(now, event, circumstances);
    case "propose":
      return { ...now, register: [...now.register, { id: event.embargo, state: "PROPOSED", endsAt: event.endsAt, replaces: event.replaces, exitReason: null }], consents: [...now.consents, ...now.participants.map(({ id }) => ({ participant: id, embargo: event.embargo, state: "UNINVITED" as const }))] };
    case "invite":
    case "agree":
    case "decline":
    case "time-out":
      return { ...now, consents: now.consents.map((row) => (row.participant === event.participant && row.embargo === event.embargo ? { ...row, state: advanceConsent(row.state, event.on) ?? row.state } : row)) };
    case "activate":
      return activate(now, event.embargo);
    case "reject":
      return withEntries(now, ({ id }) => (id === event.embargo ? { state: "REJECTED" } : undefined));
    case "terminate":
      return endEmbargo(now, event.reason, circumstances.at);
    case "leave":
      return leave(now, event.participant);
    case "open":
      return { ...now, state: "open" };
    case "close":
      return { ...now, state: "closed", participants: now.participants.map((one) => ({ ...one, rm: closeReport(one.rm) })) };
    case "reopen":
      return { ...now, state: "open", participants: now.participants.map((one) => (one.hasLeft ? one : { ...one, rm: startingRm(one.roles) === "START" ? "RECEIVED" : startingRm(one.roles) })) };
  }
}

/** Who found it and who coordinates has taken it on; everybody else has not been told. */
function startingRm(roles: readonly ParticipantRole[]): RmState {
  return roles.includes("finder") || roles.includes("coordinator") ? "ACCEPTED" : "START";
}

function join(now: Situation, { participant: id, roles }: Extract<CaseEvent, { on: "join" }>): Situation {
  const vendor = roles.includes("vendor") ? false : null;
  const newcomer: ParticipantNow = { id, roles, rm: startingRm(roles), vendorAware: vendor, fixReady: vendor, fixDeployed: roles.includes("deployer") ? false : null, hasLeft: false };
  // What the public knows, whoever joins now knows too.
  const aware = vendor === false && now.publicAware ? { ...newcomer, vendorAware: true } : newcomer;
  return { ...now, participants: [...now.participants, aware], consents: [...now.consents, ...now.register.map((entry) => ({ participant: id, embargo: entry.id, state: "UNINVITED" as const }))] };
}

function takeReport(now: Situation, { participant, event }: Extract<CaseEvent, { on: "report" }>): Situation {
  return withParticipant(now, participant, (one) => ({ rm: advanceRm(one.rm, event) ?? one.rm, ...(event === "receive" && has(one, "vendor") ? { vendorAware: true } : {}) }));
}

/** P, X and A are written first; then the embargo ends, and what must follow at once does. */
function turnFactOn(now: Situation, { fact, participant }: Extract<CaseEvent, { on: "fact" }>, { at, exitsOnAttacks }: Circumstances): Situation {
  if (fact === "V" || fact === "F" || fact === "D") return withParticipant(now, participant ?? "", () => ({ [MACHINE[fact]]: true }));
  const steps = fact === "X" ? exploitFollows(now.publicAware) : [fact];
  let after: Situation = now;
  for (const step of steps) after = { ...after, [CASE_FACT[step]]: true };
  if (after.publicAware) after = { ...after, participants: after.participants.map((one) => (one.vendorAware === false && !one.hasLeft ? { ...one, vendorAware: true } : one)) };
  const reason = exitReasonOf(fact);
  if (reason === undefined) return after;
  if (fact === "A" && !exitsOnAttacks) return withEntries(after, ({ state }) => (state === "PROPOSED" ? { state: "CANCELLED" } : undefined));
  return endEmbargo(after, reason, at);
}

/** What is in force is over, what is on offer is taken back. */
function endEmbargo(now: Situation, reason: ExitReason, at: string): Situation {
  return withEntries(now, (entry) => {
    if (entry.state === "PROPOSED") return { state: "CANCELLED" };
    return entry.state === "ACTIVE" ? { state: "TERMINATED", exitReason: entry.endsAt <= at ? "end-reached" : reason } : undefined;
  });
}

/** One begins and the one before it steps back; a signatory is carried over into an embargo that ends no later. */
function activate(now: Situation, embargo: string): Situation {
  const replaced = findActive(now.register);
  const entry = now.register.find(({ id }) => id === embargo);
  const carries = replaced !== undefined && entry !== undefined && entry.endsAt <= replaced.endsAt;
  const carried = (row: Consent): boolean => carries && row.embargo === embargo && consentOf(now.consents, row.participant, replaced.id) === "AGREED";
  // Of several first offers the later one steps in as a revision of the one in force.
  const after = withEntries(now, ({ id, state, replaces }) => (id === embargo ? { state: "ACTIVE", replaces: replaced?.id ?? replaces } : state === "ACTIVE" ? { state: "SUPERSEDED" } : undefined));
  return { ...after, consents: now.consents.map((row) => (carried(row) ? { ...row, state: "AGREED" } : row)) };
}

/** Whoever leaves withdraws from the embargo for themselves alone; nobody else's embargo ends by it. */
function leave(now: Situation, participant: string): Situation {
  const active = findActive(now.register)?.id;
  const after = withParticipant(now, participant, ({ rm }) => ({ rm: closeReport(rm), hasLeft: true }));
  return { ...after, consents: after.consents.map((row) => (row.participant === participant && row.embargo === active && row.state === "AGREED" ? { ...row, state: "DECLINED" } : row)) };
}

function closeReport(rm: RmState): RmState {
  return walkAnswer(rm, "close")?.at(-1) ?? rm;
}

function withParticipant(now: Situation, id: string, change: (one: ParticipantNow) => Partial<ParticipantNow>): Situation {
  return { ...now, participants: now.participants.map((one) => (one.id === id ? { ...one, ...change(one) } : one)) };
}

function withEntries(now: Situation, change: (entry: RegisterEntry) => Partial<RegisterEntry> | undefined): Situation {
  return { ...now, register: now.register.map((entry) => ({ ...entry, ...change(entry) })) };
}
