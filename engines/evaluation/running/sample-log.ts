import type { EventData, EventKind, JournalEvent, SampleKey } from "../logs/event.types.ts";
import type { Journal } from "../logs/journal.ts";
import { LogError } from "../logs/log.errors.ts";
import { EndOfSample } from "./end-of-sample.ts";
import { OUTCOME_OF_LIMIT } from "./limits.rules.ts";

/*
 * A sample is a program whose every step is recorded before its result is used. Run again on its record, it takes the same
 * steps, and each is answered from the record, in order, until the record ends; then it goes on for real:
 *
 *   begun → (replaying the record → rebuilt) → live → ended
 */

/** What a step records. The other kinds (a call that was made, a probe) are observations: they are made anew each time. */
type StepKind = "sample-begun" | "message" | "model-replied" | "tool-called" | "tool-replied" | "submission" | "compacted" | "limit-reached" | "refusal";
const STEPS: ReadonlySet<EventKind> = new Set<StepKind>(["sample-begun", "message", "model-replied", "tool-called", "tool-replied", "submission", "compacted", "limit-reached", "refusal"]);

export class SampleLog {
  readonly key: SampleKey;
  readonly #journal: Journal;
  readonly #past: readonly JournalEvent[];
  #at = 0;
  #isRebuilt: boolean;
  readonly #replies = new Map<string, EventData["model-replied"][]>();
  readonly #verdicts: EventData["submission"][] = [];
  /** Tool calls that were carried out again, and how many of them gave something else than is recorded. */
  readonly rebuilt = { replayed: 0, diverged: 0 };
  /** Of calls that are not in order: the highest number in use. */
  lastCall = 0;
  /** Called once, when the record ends or where there is none. */
  onLive: () => void = () => undefined;

  /** `record`: what the journal holds of this sample; what came before it was put back into the queue does not count. */
  constructor(journal: Journal, key: SampleKey, record: readonly JournalEvent[], { inOrder = true }: { readonly inOrder?: boolean } = {}) {
    this.key = key;
    this.#journal = journal;
    const counted = sinceRequeued(record);
    this.#isRebuilt = counted.length === 0;
    // An agent that begins again takes other steps than it took; what it asked is found by its words.
    this.#past = counted.filter(({ kind }) => (inOrder ? STEPS.has(kind) : kind === "sample-begun" || kind === "limit-reached"));
    if (!inOrder) this.#gatherReplies(counted);
  }

  /** A recorded reply to a request with this digest, each given once. */
  takeReply(request: string): EventData["model-replied"] | undefined {
    const reply = this.#replies.get(request)?.shift();
    if (reply) this.rebuilt.replayed += 1;
    return reply;
  }

  /** The verdict on an answer that was judged already, each given once. */
  takeVerdict(answer: string): EventData["submission"] | undefined {
    const at = this.#verdicts.findIndex((verdict) => verdict.answer === answer);
    return at < 0 ? undefined : this.#verdicts.splice(at, 1)[0];
  }

  #gatherReplies(record: readonly JournalEvent[]): void {
    const requests = new Map<number, string>();
    for (const event of record) {
      if (event.kind === "model-called") {
        requests.set(event.data.call, event.data.request);
        this.lastCall = Math.max(this.lastCall, event.data.call);
      }
      if (event.kind === "submission") this.#verdicts.push(event.data);
      if (event.kind !== "model-replied") continue;
      const request = requests.get(event.data.call) ?? "";
      this.#replies.set(request, [...(this.#replies.get(request) ?? []), event.data]);
    }
  }

  /** The kind of the next recorded step; undefined once live. */
  get next(): EventKind | undefined {
    return this.#past[this.#at]?.kind;
  }

  /** Ends the agent where a limit ended it before. */
  requireOpen(): void {
    const past = this.#past[this.#at];
    if (past?.kind === "limit-reached") throw new EndOfSample(OUTCOME_OF_LIMIT[past.data.limit]);
  }

  /** The step as recorded, or as `take` takes it now, on disk before this resolves. */
  async step<Kind extends StepKind>(kind: Kind, take: () => EventData[Kind] | Promise<EventData[Kind]>): Promise<EventData[Kind]> {
    const past = this.#take(kind);
    if (past !== undefined) return past;
    const data = await take();
    await this.observe(kind, data);
    return data;
  }

  /** As `step`, for what nobody uses before a later step of this sample is on disk, and this with it. */
  note<Kind extends StepKind>(kind: Kind, data: EventData[Kind]): EventData[Kind] {
    const past = this.#take(kind);
    if (past !== undefined) return past;
    this.#watch(this.observe(kind, data));
    return data;
  }

  /** Appends what is no step. */
  async observe<Kind extends EventKind>(kind: Kind, data: EventData[Kind]): Promise<void> {
    // A probe of the fresh sandbox comes before what was done in the old one is done again.
    if (!this.#isRebuilt && kind !== "probed") {
      this.#isRebuilt = true;
      this.#watch(this.#journal.append(this.key, "rebuilt", { ...this.rebuilt }));
    }
    await this.#journal.append(this.key, kind, data);
  }

  /** For observations that need not be waited for: a journal that cannot write refuses whatever comes next. */
  jot<Kind extends EventKind>(kind: Kind, data: EventData[Kind]): void {
    this.#watch(this.observe(kind, data));
  }

  #watch(appended: Promise<unknown>): void {
    appended.catch(() => {
      // The failure is final and said by every later append, of which each sample awaits one before it uses anything.
    });
  }

  #take<Kind extends StepKind>(kind: Kind): EventData[Kind] | undefined {
    const past = this.#past[this.#at];
    if (past === undefined) {
      if (this.#at === this.#past.length) {
        this.#at += 1;
        this.onLive();
      }
      return undefined;
    }
    if (kind !== "limit-reached") this.requireOpen();
    if (past.kind !== kind) throw new LogError("corrupt", `${this.#journal.folder}, ${this.key}, event ${past.sequence}`, `is ${past.kind} where this version of the agent takes the step ${kind}; go on with the version that began the run`);
    this.#at += 1;
    return past.data as EventData[Kind];
  }
}

/** What counts of a sample's events: those after it was last put back into the queue. */
export const sinceRequeued = (record: readonly JournalEvent[]): readonly JournalEvent[] => record.slice(record.findLastIndex(({ kind }) => kind === "requeued") + 1);

/** Milliseconds that a sample has been worked on, by its record: from resumption to resumption, the gaps left out. */
export function elapsedIn(record: readonly JournalEvent[]): number {
  let elapsed = 0;
  let before: JournalEvent | undefined;
  for (const event of sinceRequeued(record)) {
    // The first event after a resumption; a probe may come before it.
    const isGap = event.kind === "rebuilt" || (event.kind === "probed" && event.data.when === "before");
    if (before && !isGap) elapsed += Math.max(0, Date.parse(event.at) - Date.parse(before.at));
    before = event;
  }
  return elapsed;
}
