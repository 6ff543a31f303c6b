import type { RequestState } from "#contracts/benchmarking";
import type { DeterminationState } from "#contracts/determination";
import { LEASE_SECONDS } from "#contracts/exchange";
import { boundLease, decideTransition, isLeaseInForce, UNKNOWN_AGE_MS, type RequestEvent } from "../../rooms/benchmarking/benchmarking.rules.ts";
import { followSigned, maySign, planLease, reachStage, stopRequest } from "../../rooms/determination/determination.rules.ts";

/*
 * One request on both machines: what the low side knows of it, where the enclave has it, and the files between them. A file
 * that was written may be seen late or never, in any order and again; the share may be away; the enclave's clock may be put
 * back; somebody may put a determination there that the Director never signed. The decisions are the product's own rules,
 * handed in; what the workflows do with them stands here as they do it (rooms/determination/import-bundles.ts and what it
 * calls, export-requests.ts; rooms/benchmarking/import-bundles.ts, start-run.ts, seal-results.ts, sign-determination.ts,
 * write-bundle.ts). Looking again, which takes a second request, is not walked here.
 */

export type Outcome = "covered" | "not_covered";
const STAGES = ["intake", "benchmarking", "results-sealed", "consultation", "recommended", "signed", "stopped"] as const;
type Stage = (typeof STAGES)[number];

/** Files that the enclave writes. A forged one has the low side's schema and the transport key's signature, and not the Director's. */
type FromEnclave = `stage ${Stage}` | "run" | "results" | "access-mode-refused" | `determination ${Outcome}` | "lifting" | `forged ${Outcome}`;
type ToEnclave = "request" | "end";
export type File = FromEnclave | ToEnclave;

/** What the low side does with a file: takes it in, keeps it for the next look, or refuses it for good. */
type Verdict = "take" | "wait" | "refuse";

/** What the guards and the workflows ask beside the rules files. */
function judge(file: File, { run, sealing, outcome, low, enclave }: Sides): Verdict {
  if (file.startsWith("forged")) return "refuse";
  if (file === "results") return sealing ? "refuse" : run ? "take" : "wait";
  if (file.startsWith("determination")) return sealing ? "take" : "wait";
  if (file === "lifting") return outcome === null ? "wait" : "take";
  if (file === "access-mode-refused") return stopRequest(low) === "stopped" ? "take" : "refuse";
  if (file === "end") return enclave === null ? "wait" : "take";
  return "take";
}

export const SIDES_RULES = { judge, reachStage, maySign, stopRequest, followSigned, planLease, decideTransition, isLeaseInForce, boundLease };
export type SidesRules = typeof SIDES_RULES;

export interface Lease {
  readonly issuedAt: number;
  readonly notAfter: number;
}

export interface Sides {
  /** In halves of a lease. */
  readonly clock: number;
  /** When the developer's access ended; null while it stands. */
  readonly endedAt: number | null;
  readonly low: DeterminationState;
  /** What the low side has on record: that the request left, a run, sealed results, and the outcome that it shows. */
  readonly exported: boolean;
  readonly closed: boolean;
  readonly run: boolean;
  readonly sealing: boolean;
  readonly outcome: Outcome | null;
  readonly leasedUntil: number | null;
  /** The one lease file, which each new lease replaces. */
  readonly lease: Lease | null;
  readonly enclave: RequestState | null;
  /** The enclave took in that the access ended. */
  readonly ended: boolean;
  readonly proposed: Outcome | null;
  readonly signed: Outcome | null;
  /** The determination is not written yet. */
  readonly unwritten: boolean;
  /** The lease that the enclave saw last, and when it is over by the clock that only goes forward. */
  readonly held: (Lease & { readonly overAtMs: number }) | null;
  readonly lookedAt: number | null;
  /** How far the enclave's wall clock was put back. */
  readonly behind: number;
  /** Written, and not judged by the other side yet. */
  readonly files: readonly File[];
}

export interface SidesScale {
  readonly horizon: number;
  /** The enclave's clock may be put back. */
  readonly putsBack: boolean;
  /** How far the enclave's work goes. */
  readonly upTo: "sealed" | "lifted";
  readonly forged: boolean;
}

const UNIT_MS = (LEASE_SECONDS * 1000) / 2;
export const LEASE_UNITS = 2;
const LONGEST_MS = LEASE_SECONDS * 1000;
const ms = (units: number): number => units * UNIT_MS;

export interface SidesStep {
  readonly event: string;
  readonly from: Sides;
  readonly to: Sides;
}

export class TwoSides {
  readonly rules: SidesRules;
  readonly scale: SidesScale;

  constructor(rules: SidesRules, scale: SidesScale) {
    this.rules = rules;
    this.scale = scale;
  }

  get start(): Sides {
    return {
      clock: 0, endedAt: null, low: "requested", exported: false, closed: false, run: false, sealing: false, outcome: null, leasedUntil: null, lease: null,
      enclave: null, ended: false, proposed: null, signed: null, unwritten: false, held: null, lookedAt: null, behind: 0, files: this.scale.forged ? ["forged covered", "forged not_covered"] : [],
    };
  }

  *follow(from: Sides): Generator<SidesStep> {
    for (const [event, to] of this.#listSteps(from)) if (to && to !== from) yield { event, from, to };
  }

  *#listSteps(at: Sides): Generator<readonly [string, Sides | undefined]> {
    const { scale } = this;
    if (at.clock < scale.horizon) yield ["clock", { ...at, clock: at.clock + 1 }];
    if (at.endedAt === null) yield ["withdraw", { ...at, endedAt: at.clock }];
    yield ["attend", this.attend(at)];
    yield ["look for the lease", this.#look(at)];
    if (scale.putsBack && at.behind === 0) yield ["the enclave's clock is put back", { ...at, behind: 3 }];
    for (const file of at.files) yield [`see ${file}`, this.see(at, file)];
    if (at.enclave === "intake" && this.mayCall(at)) yield ["start-run", this.#work(at, "start-run", "benchmark-analyst", ["run"])];
    if (at.enclave === "intake") yield ["refuse-access-mode", this.#work(at, "refuse-access-mode", "system", ["access-mode-refused"])];
    // A run that has results is sealed once no end was heard of; consultation opens with it.
    if (at.enclave === "benchmarking" && !at.ended) {
      const sealed = this.#work(at, "seal-results", "system", ["results"]);
      yield ["seal-results", sealed && this.#work(sealed, "open-consultation", "system", [])];
    }
    if (scale.upTo === "sealed") return;
    for (const outcome of ["covered", "not_covered"] as const) {
      const recommended = at.enclave === "consultation" ? this.#work(at, "recommend", "benchmark-analyst", []) : undefined;
      yield [`recommend ${outcome}`, recommended && { ...recommended, proposed: outcome }];
    }
    const signed = at.enclave === "recommended" ? this.#work(at, "sign", "nsa-director", []) : undefined;
    yield ["sign", signed && { ...signed, signed: at.proposed, unwritten: true }];
    yield ["write the determination", this.write(at)];
    if (at.enclave === "notified") yield ["lift", this.#work(at, "lift", "nsa-director", ["lifting"])];
  }

  /** Whether the enclave may call the developer's endpoint now. */
  mayCall({ held, ended, clock, behind }: Sides): boolean {
    if (!held || ended) return false;
    const lease = { issuedAtMs: ms(held.issuedAt), notAfterMs: ms(held.notAfter) };
    return this.rules.isLeaseInForce(lease, { nowMs: ms(clock - behind), longestMs: LONGEST_MS }) && ms(clock) < held.overAtMs;
  }

  /** What the low side does for the request at each look. */
  attend(at: Sides): Sides {
    if (at.closed) return at;
    if (!at.exported) return at.endedAt === null ? { ...this.#write(at, ["request"]), exported: true } : this.#endLease(at);
    const plan = this.rules.planLease({ now: ms(at.clock), accessEndsAt: at.endedAt === null ? Number.MAX_SAFE_INTEGER : null, leasedUntil: at.leasedUntil === null ? null : ms(at.leasedUntil), leaseMs: LONGEST_MS });
    if (plan.act === "end") return this.#endLease(at);
    if (plan.act === "wait") return at;
    const notAfter = plan.notAfter / UNIT_MS;
    return { ...at, leasedUntil: notAfter, lease: { issuedAt: at.clock, notAfter } };
  }

  #endLease(at: Sides): Sides {
    return { ...(at.exported ? this.#write(at, ["end"]) : at), closed: true, low: this.rules.stopRequest(at.low) };
  }

  /** The enclave looks through the folder: a lease that is newer than the one it knows is noted, and the look is. */
  #look(at: Sides): Sides {
    const { lease } = at;
    if (lease === null || (at.held !== null && lease.issuedAt <= at.held.issuedAt)) return at.lookedAt === at.clock ? at : { ...at, lookedAt: at.clock };
    const overAtMs = this.rules.boundLease(
      { issuedAtMs: ms(lease.issuedAt), notAfterMs: ms(lease.notAfter) },
      { nowMs: ms(at.clock - at.behind), monotonicMs: ms(at.clock), lookedAtMs: at.lookedAt === null ? null : ms(at.lookedAt), longestMs: LONGEST_MS },
    );
    return { ...at, held: { ...lease, overAtMs: overAtMs === UNKNOWN_AGE_MS ? -1 : overAtMs }, lookedAt: at.clock };
  }

  /** One side sees a file of the other's. */
  see(at: Sides, file: File): Sides {
    const verdict = this.rules.judge(file, at);
    if (verdict === "wait") return at;
    const seen: Sides = { ...at, files: at.files.filter((one) => one !== file) };
    return verdict === "refuse" ? seen : this.#takeIn(seen, file);
  }

  #takeIn(at: Sides, file: File): Sides {
    const { rules } = this;
    const [kind, word] = file.split(" ") as [string, string | undefined];
    switch (kind) {
      case "request": return this.#work({ ...at, enclave: "requested" }, "take-in", "system", []) ?? at;
      case "end": return this.#work({ ...at, ended: true }, "end-access", "system", []) ?? { ...at, ended: true };
      case "run": return { ...at, run: true };
      case "stage": return this.#endAccess({ ...at, low: rules.reachStage(at.low, word as DeterminationState) }, word === "stopped");
      case "results": return this.#endAccess({ ...at, sealing: true, low: rules.reachStage(at.low, "results-sealed") }, true);
      case "access-mode-refused": return this.#endAccess({ ...at, low: "stopped" }, true);
      case "lifting": return { ...at, low: rules.followSigned(at.low, "lift") ?? at.low };
      // A second one is refused as the first stands; so is one to a request that was stopped.
      default: return at.low !== "signed" && rules.maySign(at.low) ? { ...at, low: "signed", outcome: word as Outcome } : at;
    }
  }

  #endAccess(at: Sides, ends: boolean): Sides {
    return ends && at.endedAt === null ? { ...at, endedAt: at.clock } : at;
  }

  /** An event of the enclave's machine, with the files that go out for it: the word for where it stands, first of all. */
  #work(at: Sides, event: RequestEvent, by: string, files: readonly File[]): Sides | undefined {
    const answer = at.enclave === null ? undefined : this.rules.decideTransition(at.enclave, event, [by]);
    if (!answer || !("to" in answer)) return undefined;
    const isWord = answer.to !== at.enclave && (STAGES as readonly string[]).includes(answer.to);
    return this.#write({ ...at, enclave: answer.to }, [...(isWord ? [`stage ${answer.to as Stage}` as const] : []), ...files]);
  }

  /** The guard writes what was signed, and the developer is told with that. */
  write(at: Sides): Sides | undefined {
    return at.unwritten && at.signed ? this.#work({ ...at, unwritten: false }, "notify", "system", [`determination ${at.signed}`]) : undefined;
  }

  #write(at: Sides, files: readonly File[]): Sides {
    return { ...at, files: [...new Set([...at.files, ...files])].toSorted() };
  }

  /** Everything that needs nobody, until nothing changes: the low side's looks, the guard's writing, and each file seen. */
  settle(from: Sides): Sides {
    for (let at = from; ; ) {
      const attended = this.attend(at);
      const written = this.write(attended) ?? attended;
      const next = written.files.reduce((so_far, file) => this.see(so_far, file), written);
      if (next === at) return at;
      at = next;
    }
  }
}

/** Where the low side has to stand, when the enclave stands there and everything is told. */
export function tellOf(enclave: RequestState | null): DeterminationState | null {
  if (enclave === null) return null;
  return enclave === "notified" ? "signed" : enclave;
}
