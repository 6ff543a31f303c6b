import type { EventKind, SampleKey } from "../logs/event.types.ts";
import type { ShownEvent } from "../logs/open-log.ts";
import type { RunFile } from "../logs/run-file.ts";
import type { RunStatus, ViewedRun, ViewedSample } from "./view.types.ts";

/** What is seen of a run's own events; a campaign that is paused and continued for days must not fill the page. */
const MOST_HAPPENINGS = 50;
const MOST_FLAGS = 20;
const MOST_PROBES = 50;

/** Events that say something of a list; the others are read when somebody opens their sample. */
const TOLD: ReadonlySet<string> = new Set<EventKind>(["probed", "model-replied", "flagged", "alarm", "refusal", "requeued", "sample-ended"]);

type Data = Readonly<Record<string, unknown>>;
const numberIn = (data: Data, field: string): number | null => (typeof data[field] === "number" && Number.isFinite(data[field]) ? data[field] : null);
const textIn = (data: Data, field: string): string | null => (typeof data[field] === "string" ? data[field] : null);
const fieldsIn = (data: Data, field: string): Data => (typeof data[field] === "object" && data[field] !== null ? (data[field] as Data) : {});

type Gathered = { -readonly [Field in keyof ViewedSample]: ViewedSample[Field] };

/** What a run's journal has said so far, gathered event by event. Nothing is taken for granted of an event's data. */
export class RunState {
  readonly #run: RunFile;
  readonly #samples = new Map<SampleKey, Gathered>();
  readonly #happenings: ShownEvent[] = [];
  #tokens = 0;
  #costMicroUsd: number | null = 0;
  #rounds = 0;
  #roundsFailed = 0;
  readonly #failed = new Set<string>();
  #alarms = 0;
  #limits: Record<string, number>;
  #isPaused = false;
  #ended: { readonly status: RunStatus; readonly reason: string | null } | null = null;

  constructor(run: RunFile) {
    this.#run = run;
    this.#limits = numbersIn(fieldsIn(run.options, "limits"));
  }

  /** Whether the event has to be read for this; else its frame is enough. */
  static tells = (sample: SampleKey | null, kind: string): boolean => sample === null || TOLD.has(kind);

  /** A sample has an event, whatever it says. */
  note(sample: SampleKey): void {
    if (!this.#samples.has(sample)) this.#samples.set(sample, toBegun(sample));
  }

  take(event: ShownEvent, sample: SampleKey | null): void {
    const { kind, data } = event;
    if (kind === "alarm") this.#alarms += 1;
    if (kind === "probed") this.#takeProbes(data);
    if (sample === null) return this.#takeRunEvent(event);
    const gathered = this.#samples.get(sample);
    if (gathered) this.#takeSampleEvent(gathered, kind, data);
  }

  #takeProbes(data: Data): void {
    this.#rounds += 1;
    if (data["held"] === true) return;
    this.#roundsFailed += 1;
    for (const name of Array.isArray(data["failed"]) ? data["failed"] : []) if (typeof name === "string" && this.#failed.size < MOST_PROBES) this.#failed.add(name);
  }

  #takeRunEvent(event: ShownEvent): void {
    const { kind, data } = event;
    this.#happenings.push(event);
    if (this.#happenings.length > MOST_HAPPENINGS) this.#happenings.shift();
    if (kind === "paused") this.#isPaused = true;
    if (kind === "continued" || kind === "run-resumed") this.#isPaused = false;
    if (kind === "limits-changed") this.#changeLimits(fieldsIn(data, "limits"));
    // Whatever comes behind its end: it goes on.
    this.#ended = kind === "run-ended" ? { status: toEnding(data["outcome"]), reason: textIn(data, "reason") } : null;
  }

  #changeLimits(changed: Data): void {
    const kept = Object.entries(this.#limits).filter(([name]) => !Object.hasOwn(changed, name));
    this.#limits = { ...Object.fromEntries(kept), ...numbersIn(changed) };
  }

  #takeSampleEvent(sample: Gathered, kind: string, data: Data): void {
    switch (kind) {
      case "model-replied":
        return this.takeReply(sample.sample as SampleKey, { tokens: numberIn(fieldsIn(data, "usage"), "total") ?? 0, costMicroUsd: numberIn(data, "costMicroUsd") });
      case "flagged":
      case "alarm":
        return addFlag(sample, kind === "alarm" ? "egress-alarm" : (textIn(data, "detector") ?? "unnamed"));
      case "refusal":
        sample.refused = true;
        return;
      case "requeued":
        Object.assign(sample, toBegun(sample.sample));
        return;
      case "sample-ended":
        Object.assign(sample, toEnded(sample, data));
        return;
      default:
    }
  }

  /** What a `model-replied` says to a list. */
  takeReply(key: SampleKey, { tokens, costMicroUsd }: { readonly tokens: number; readonly costMicroUsd: number | null }): void {
    this.#tokens += tokens;
    this.#costMicroUsd = add(this.#costMicroUsd, costMicroUsd);
    const sample = this.#samples.get(key);
    if (!sample) return;
    sample.turns = (sample.turns ?? 0) + 1;
    sample.tokens = (sample.tokens ?? 0) + tokens;
    sample.costMicroUsd = add(sample.costMicroUsd, costMicroUsd);
  }

  view({ isWritten, shareRead, newestAt }: { readonly isWritten: boolean; readonly shareRead: number; readonly newestAt: string | null }): ViewedRun {
    const { set, model, agent, createdAt, samples } = this.#run;
    const status = this.#ended?.status ?? (isWritten ? (this.#isPaused ? "paused" : "running") : "interrupted");
    return {
      form: "run-folder", status, reason: this.#ended?.reason ?? null, shareRead,
      set: `${set.id} ${set.version}`, marking: set.marking, model, agent: `${agent.name} ${agent.digest.slice(0, 12)}`,
      begunAt: createdAt, newestAt, expected: samples,
      spent: { tokens: this.#tokens, costMicroUsd: this.#costMicroUsd },
      isolation: { rounds: this.#rounds, roundsFailed: this.#roundsFailed, failed: [...this.#failed], alarms: this.#alarms },
      limits: this.#limits,
      happenings: this.#happenings,
      samples: [...this.#samples.values()],
    };
  }
}

const add = (sum: number | null, one: number | null): number | null => (sum === null || one === null ? null : sum + one);
const numbersIn = (data: Data): Record<string, number> => Object.fromEntries(Object.entries(data).filter((entry): entry is [string, number] => typeof entry[1] === "number"));

const toBegun = (sample: string): Gathered => ({ sample, state: "open", outcome: null, scores: {}, turns: 0, tokens: 0, costMicroUsd: 0, seconds: null, error: null, flags: [], refused: false });

function toEnded(sample: ViewedSample, data: Data): Partial<ViewedSample> {
  const error = fieldsIn(data, "error");
  const [score, milliseconds] = [numberIn(data, "score"), numberIn(data, "wallMs")];
  return {
    state: "ended",
    outcome: textIn(data, "outcome"),
    scores: score === null ? {} : { breakwater: score },
    turns: numberIn(data, "turns") ?? sample.turns,
    tokens: numberIn(data, "tokens") ?? sample.tokens,
    costMicroUsd: numberIn(data, "costMicroUsd"),
    seconds: milliseconds === null ? null : milliseconds / 1_000,
    error: textIn(error, "message"),
  };
}

function addFlag(sample: Gathered, flag: string): void {
  if (!sample.flags.includes(flag) && sample.flags.length < MOST_FLAGS) sample.flags = [...sample.flags, flag];
}

function toEnding(outcome: unknown): RunStatus {
  return outcome === "finished" || outcome === "stopped" || outcome === "halted" ? outcome : "failed";
}
