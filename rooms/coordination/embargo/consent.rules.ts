/*
 * Consent of one participant to one embargo: a row that is always there, whoever was asked or not.
 *
 *   UNINVITED –invite→ INVITED –agree→ AGREED –decline→ DECLINED –invite→ INVITED
 *       │ agree, decline  │ decline → DECLINED, time-out → TIMED_OUT –invite, agree, decline→
 *       └ any but AGREED –carry-over→ AGREED (agreed on the replaced one, and this one ends no later)
 *
 * Rows of a finished embargo take no event. Silence is TIMED_OUT, never a refusal. From these rows and the register follow
 * CERT/CC Vultron's participant embargo consent states (PEC, 7 states and 21 edges); bound is who is SIGNATORY, and nobody else.
 */
export type ConsentState = "UNINVITED" | "INVITED" | "AGREED" | "DECLINED" | "TIMED_OUT";
export type ConsentEvent = "invite" | "agree" | "decline" | "time-out";

export interface Consent {
  readonly participant: string;
  readonly embargo: string;
  readonly state: ConsentState;
}

const ROW_STEPS: Readonly<Record<ConsentEvent, { readonly from: readonly ConsentState[]; readonly to: ConsentState }>> = {
  invite: { from: ["UNINVITED", "DECLINED", "TIMED_OUT"], to: "INVITED" },
  agree: { from: ["UNINVITED", "INVITED", "TIMED_OUT"], to: "AGREED" },
  decline: { from: ["UNINVITED", "INVITED", "AGREED", "TIMED_OUT"], to: "DECLINED" },
  "time-out": { from: ["INVITED"], to: "TIMED_OUT" },
};

/** The next state of a row, or undefined when the event is not open from here. */
export function advanceConsent(state: ConsentState, event: ConsentEvent): ConsentState | undefined {
  return ROW_STEPS[event].from.includes(state) ? ROW_STEPS[event].to : undefined;
}

export type PecState = "UNBOUND" | "INVITED" | "SIGNATORY" | "DECLINED" | "LAPSED" | "EXPIRED" | "UNBOUND_EXITED";
export type PecEvent = "INVITE" | "ACCEPT" | "DECLINE" | "REVISE" | "EXPIRE" | "EXIT";

const PEC: Readonly<Record<PecEvent, { readonly from: readonly PecState[]; readonly to: PecState }>> = {
  INVITE: { from: ["UNBOUND", "LAPSED", "DECLINED", "EXPIRED"], to: "INVITED" },
  ACCEPT: { from: ["UNBOUND", "INVITED", "LAPSED", "EXPIRED"], to: "SIGNATORY" },
  DECLINE: { from: ["UNBOUND", "INVITED", "LAPSED", "SIGNATORY", "EXPIRED"], to: "DECLINED" },
  REVISE: { from: ["SIGNATORY"], to: "LAPSED" },
  EXPIRE: { from: ["INVITED"], to: "EXPIRED" },
  EXIT: { from: ["UNBOUND", "INVITED", "SIGNATORY", "DECLINED", "LAPSED", "EXPIRED"], to: "UNBOUND_EXITED" },
};

export const PEC_EDGES: readonly (readonly [PecState, PecEvent, PecState])[] = (Object.keys(PEC) as PecEvent[]).flatMap((event) => PEC[event].from.map((from) => [from, event, PEC[event].to] as const));

/** What of the register a consent is read against. */
interface Entry {
  readonly id: string;
  readonly state: string;
  readonly endsAt: string;
  readonly replaces: string | null;
}

export function consentOf(consents: readonly Consent[], participant: string, embargo: string): ConsentState {
  return consents.find((row) => row.participant === participant && row.embargo === embargo)?.state ?? "UNINVITED";
}

/**
 * One participant's consent state, derived: against the active embargo; while none is, against the newest that is or was on
 * offer. A yes to an offer that is not active yet binds nobody, so it still reads INVITED; so does an invitation to a revision
 * for who declined what is in force. Who was never asked about the active one stands as they did to what it replaces, the
 * nearest first: LAPSED after a yes.
 */
export function derivePec(register: readonly Entry[], consents: readonly Consent[], participant: { readonly id: string; readonly hasLeft: boolean }): PecState {
  if (participant.hasLeft || register.some(({ state }) => state === "TERMINATED")) return "UNBOUND_EXITED";
  const active = register.find(({ state }) => state === "ACTIVE");
  const current = active ?? register.findLast(({ state }) => state === "PROPOSED") ?? register.at(-1);
  if (!current) return "UNBOUND";
  const own = (entry: Entry) => consentOf(consents, participant.id, entry.id);
  if (own(current) === "AGREED") return active ? "SIGNATORY" : "INVITED";
  const read = READ_AS[active ? findNearest(register, own, current) : own(current)];
  return read === "DECLINED" && active && isAskedAgain(register, own) ? "INVITED" : read;
}

const READ_AS: Readonly<Record<ConsentState, PecState>> = { UNINVITED: "UNBOUND", INVITED: "INVITED", AGREED: "LAPSED", DECLINED: "DECLINED", TIMED_OUT: "EXPIRED" };

function findNearest(register: readonly Entry[], own: (entry: Entry) => ConsentState, from: Entry): ConsentState {
  for (let entry: Entry | undefined = from; entry; entry = find(register, entry.replaces)) if (own(entry) !== "UNINVITED") return own(entry);
  return "UNINVITED";
}

function isAskedAgain(register: readonly Entry[], own: (entry: Entry) => ConsentState): boolean {
  return register.some((entry) => entry.state === "PROPOSED" && ["INVITED", "AGREED"].includes(own(entry)));
}

function find(register: readonly Entry[], id: string | null): Entry | undefined {
  return register.find((entry) => entry.id === id);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Until when an invitation waits for its answer, in milliseconds of the epoch like all that goes in: the end that it names,
 * else the policy's days; lengthened to the policy's least, or to the time that the embargo has left where that is less; never
 * beyond the embargo's end.
 */
export function replyDeadline({ at, wanted, endsAt, replyDays, leastHours }: { readonly at: number; readonly wanted: number | null; readonly endsAt: number; readonly replyDays: number; readonly leastHours: number }): number {
  const least = at + Math.min(leastHours * HOUR_MS, Math.max(0, endsAt - at));
  return Math.min(Math.max(wanted ?? at + replyDays * DAY_MS, least), endsAt);
}

/** What becomes of a yes that comes late: to what still stands it counts; to an older one the current is offered; else nothing. */
export function judgeLateYes(register: readonly Entry[], embargo: string): { readonly outcome: "agree" } | { readonly outcome: "invite-anew"; readonly embargo: string } | { readonly outcome: "nothing-left" } {
  const entry = find(register, embargo);
  if (entry?.state === "ACTIVE" || entry?.state === "PROPOSED") return { outcome: "agree" };
  const current = register.find(({ state }) => state === "ACTIVE") ?? register.findLast(({ state }) => state === "PROPOSED");
  return current ? { outcome: "invite-anew", embargo: current.id } : { outcome: "nothing-left" };
}
