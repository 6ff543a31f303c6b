import { createHash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { closeIsolation, openGuardedRun } from "#engines/sandbox";
import type { GuardedRun, RunPart } from "#engines/sandbox";

import { HUNT_INSTRUCTIONS, recipeFacts } from "../agents/prompts.rules.ts";
import { reactAgent } from "../agents/react.ts";
import { pathInView, VIEW_FOLDER, workTools, WORK_SHAPES } from "../agents/tools.ts";
import { canonicalJson } from "../canonical-json.rules.ts";
import { HuntError, RunError } from "../evaluation.errors.ts";
import type { HuntedFinding, HuntOptions, HuntResult, SampleOutcome, TaskLimits } from "../evaluation.types.ts";
import { toSampleKey } from "../logs/event-chain.ts";
import type { JournalEvent } from "../logs/event.types.ts";
import { createJournal, openJournal } from "../logs/journal.ts";
import type { Journal } from "../logs/journal.ts";
import { createModelClient } from "../models/model-client.ts";
import { EndOfSample } from "../running/end-of-sample.ts";
import { HARNESS } from "../running/open-run.ts";
import { RunControl } from "../running/run-control.ts";
import { describeAlarm, toEnd } from "../running/run-sample.ts";
import { SampleClock } from "../running/sample-clock.ts";
import { elapsedIn, SampleLog } from "../running/sample-log.ts";
import { SampleWorld } from "../running/sample-world.ts";
import { REPORT_CRASH, reportCrashTool } from "./hunt-tools.ts";
import type { CrashReport } from "./hunt-tools.ts";
import { writeEvidence } from "./write-evidence.ts";
import type { EvidenceVerdict } from "./write-evidence.ts";

const LIMITS = { turns: 500, messages: 2_000, timeMs: 30 * 60_000, attempts: 500 };
const KEY = toSampleKey({ taskId: "hunt", epoch: 1, variant: null });
const AGENT = reactAgent({ instructions: HUNT_INSTRUCTIONS, tools: [...WORK_SHAPES, REPORT_CRASH].map(({ definition }) => definition) });

/**
 * The agent turned to defence: a model works on someone's own source tree in a sandbox, and every crashing input it reports
 * is built and run again in fresh sandboxes. Only what reproduces is written, each distinct crash once, as an evidence bundle
 * ready to submit, marked as found by a model and reviewed by nobody. `tokenLimit` and `costLimitMicroUsd` cap the spending: no
 * call is begun past them. A program that tries to leave a sandbox ends the hunt as `halted`. A hunt that was cut off is gone on
 * with by the same call.
 * @throws {HuntError} when the folder, a control or a limit cannot be used
 * @throws {RunError} when the journal's folder holds another hunt, or one that was halted
 * @throws {ModelError} `bad-endpoint` when the address or credential cannot be used
 */
export async function hunt(options: HuntOptions): Promise<HuntResult> {
  await requireUsable(options);
  const client = createModelClient(options.model, { prices: options.prices, fetch: options.fetch });
  const { journal, record } = await openHunt(options);
  try {
    const guard = await openGuardedRun(options.backend);
    options.onProgress?.({ step: "probed", held: guard.isolation.held });
    await journal.append(null, record.length === 0 ? "run-begun" : "run-resumed", record.length === 0 ? { manifestDigest: digestOf(journal.run), samples: 1 } : { openSamples: 1, droppedBytes: journal.droppedBytes });
    const hunted = guard.isolation.held ? await work(options, { guard, journal, record, client }) : NOT_BEGUN;
    await journal.append(null, "run-ended", { outcome: hunted.outcome === "halted" ? "halted" : hunted.outcome === "stopped" ? "stopped" : "finished", reason: hunted.reason });
    return { ...hunted, isolation: closeIsolation(guard), folder: options.folder };
  } finally {
    await journal.close();
  }
}

type Hunted = Omit<HuntResult, "isolation" | "folder">;
const NOT_BEGUN: Hunted = { outcome: "halted", reason: "the sandbox's isolation did not hold; the hunt was not begun", findings: [], turns: 0, tokens: 0, costMicroUsd: 0 };

interface Hunt {
  readonly guard: GuardedRun;
  readonly journal: Journal;
  readonly record: readonly JournalEvent[];
  readonly client: ReturnType<typeof createModelClient>;
}

async function work(options: HuntOptions, { guard, journal, record, client }: Hunt): Promise<Hunted> {
  const { onProgress, tokenLimit, costLimitMicroUsd } = options;
  const limits: TaskLimits = { ...LIMITS, tokens: tokenLimit, ...(costLimitMicroUsd !== undefined && { costMicroUsd: costLimitMicroUsd }) };
  const control = new RunControl({});
  const log = new SampleLog(journal, KEY, record);
  const { ending, leave } = control.enter(KEY, () => undefined);
  const clock = new SampleClock({ elapsedMs: elapsedIn(record), mostMs: limits.timeMs, onUp: () => ending.abort(new EndOfSample("time-limit")) });
  const { signal } = ending;
  const stop = () => control.stop("stopped by the caller");
  const halt = () => control.halt(messageOf(guard.halted));
  guard.halted.addEventListener("abort", halt, { once: true });
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  log.onLive = () => clock.start();
  log.note("sample-begun", { taskId: "hunt", epoch: 1, variant: null, taskKind: "find-and-patch", family: options.name, humanMinutes: null, tokenLimit: options.tokenLimit });

  const findings: HuntedFinding[] = [];
  const { backend }: RunPart = guard;
  const sandbox = await backend.start({ label: `hunt-${options.name}` });
  try {
    await sandbox.copyIn(options.directory, VIEW_FOLDER);
    const world = new SampleWorld({
      log, client, control, clock, signal,
      limits: () => limits,
      seed: 0,
      contextTokens: options.contextTokens,
      prompt: describeHunt(options),
      place: sandbox,
      judge: async () => ({ passed: false, score: 0, stages: [], message: "call report_crash instead." }),
      onTurn: ({ turns, tokens, costMicroUsd }) => onProgress?.({ step: "turn", turns, tokens, costMicroUsd }),
    });
    const judge = async (report: CrashReport): Promise<string> => {
      world.spent.attempts += 1;
      const { stages } = await log.step("submission", async () => describeVerdict(await writeEvidence({ ...options, backend, report, known: findings }), { attempt: world.spent.attempts, report }));
      const verdict = readVerdict(stages);
      if (verdict.step === "found") findings.push(verdict.finding);
      if (log.next === undefined) onProgress?.(verdict);
      return verdict.step === "found" ? "It reproduces. Look for a different defect, or say that you are done." : verdict.detail;
    };
    world.offer([...workTools(sandbox), reportCrashTool(sandbox, judge)]);
    const end = await AGENT.solve(world).then(
      (outcome) => new EndOfSample(outcome),
      (cause: unknown) => toEnd(cause, signal, control),
    );
    for (const alarm of guard.alarms) log.jot("alarm", describeAlarm(alarm));
    const { turns, tokens, costMicroUsd, attempts, messages, workingMs } = world.spent;
    const outcome = guard.halted.aborted ? "halted" : toHuntOutcome(end.outcome);
    const reason = guard.halted.aborted ? messageOf(guard.halted) : (end.error?.message ?? control.stopped);
    if (outcome !== "stopped") {
      await log.observe("sample-ended", {
        outcome: guard.halted.aborted ? "halted" : end.outcome, score: findings.length > 0 ? 1 : 0, turns, tokens, costMicroUsd, attempts, messages,
        wallMs: Math.round(clock.elapsedMs), workingMs, error: end.error && { code: end.error.code, message: end.error.message },
      });
    }
    return { outcome, reason, findings, turns, tokens, costMicroUsd };
  } finally {
    clock.stop();
    leave();
    options.signal?.removeEventListener("abort", stop);
    await sandbox.stop();
  }
}

/** What a report was found to be, kept so that a hunt which is gone on with knows what it has. */
const describeVerdict = (verdict: EvidenceVerdict, { attempt, report }: { readonly attempt: number; readonly report: CrashReport }) => ({
  attempt,
  answer: report.title,
  verdict: verdict.step === "found" ? ("passed" as const) : ("failed" as const),
  message: verdict.step === "found" ? "found" : verdict.detail,
  stages: [{ name: verdict.step, held: verdict.step === "found", observed: verdict.step === "found" ? JSON.stringify(verdict.finding) : verdict.detail }],
  score: verdict.step === "found" ? 1 : 0,
});

function readVerdict([stage]: readonly { readonly name: string; readonly observed: string }[]): EvidenceVerdict {
  if (stage?.name === "found") return { step: "found", finding: JSON.parse(stage.observed) as HuntedFinding };
  return { step: stage?.name === "duplicate" ? "duplicate" : "not-reproduced", detail: stage?.observed ?? "" };
}

const messageOf = ({ reason }: AbortSignal): string => (reason instanceof Error ? reason.message : String(reason));
const digestOf = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");

async function openHunt({ folder, name, version, repository, recipe, controls, model }: HuntOptions): Promise<{ readonly journal: Journal; readonly record: readonly JournalEvent[] }> {
  const now = () => new Date();
  const identity = {
    set: { id: name, version, digest: digestOf({ name, version, repository, recipe, controls }), title: `Hunt in ${name}`, marking: "", synthetic: false },
    model: model.name,
    agent: { name: "hunt", digest: digestOf({ harness: HARNESS, ...AGENT.definition }) },
    harness: HARNESS, epochs: 1, samples: 1, seedDigest: digestOf(null),
  };
  if (!(await exists(join(folder, "run.json"), "isFile"))) return { journal: await createJournal(folder, { ...identity, options: {} }, { now }), record: [] };
  const record: JournalEvent[] = [];
  const journal = await openJournal(folder, { now, onEvent: (event) => void record.push(event) });
  const { schema: _schema, runId: _runId, createdAt: _createdAt, options: _options, ...found } = journal.run;
  const isHalted = record.some((event) => event.kind === "run-ended" && event.data.outcome === "halted");
  const isEnded = record.some((event) => event.kind === "sample-ended");
  if (canonicalJson(found) === canonicalJson(identity) && !isHalted && !isEnded) return { journal, record: record.filter(({ sample }) => sample === KEY) };
  await journal.close();
  if (isHalted || isEnded) throw new RunError(isHalted ? "halted-run" : "other-run", `${folder} holds a hunt that has ended; use another folder for a new one`);
  throw new RunError("other-run", `${folder} holds a hunt that was begun with something else; use another folder`);
}

/** To have nothing more to say is the proper end of a hunt. */
function toHuntOutcome(outcome: SampleOutcome): HuntResult["outcome"] {
  switch (outcome) {
    case "gave-up":
    case "refused":
    case "correct":
    case "attempt-limit":
      return "finished";
    case "message-limit":
    case "context-limit":
      return "turn-limit";
    case "working-time-limit":
      return "time-limit";
    default:
      return outcome;
  }
}

const describeHunt = ({ name, version, recipe, controls }: HuntOptions): string =>
  [`This is the source tree of ${name} ${version}. Find inputs that make it crash with a memory error.`, "", ...recipeFacts(recipe), `Benign inputs: ${controls.join(" ")}`, ""].join("\n");

async function exists(path: string, kind: "isFile" | "isDirectory"): Promise<boolean> {
  return stat(path).then(
    (found) => found[kind](),
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return false;
      throw cause;
    },
  );
}

async function requireUsable({ directory, controls, tokenLimit, costLimitMicroUsd, prices, model, outputDirectory }: HuntOptions): Promise<void> {
  if (!(await exists(directory, "isDirectory"))) throw new HuntError("bad-directory", `directory: ${directory} is not a folder; name the folder of the source tree`);
  for (const [index, control] of controls.entries()) {
    if (!pathInView.safeParse(control).success || !(await exists(join(directory, control), "isFile")))
      throw new HuntError("bad-argument", `controls.${index}: ${control} is not a file in ${directory}; name it relative to the tree`);
  }
  if (!Number.isInteger(tokenLimit) || tokenLimit < 1) throw new HuntError("bad-argument", `tokenLimit: must be a whole number above 0, got ${tokenLimit}`);
  if (costLimitMicroUsd !== undefined && prices?.[model.name] === undefined) throw new HuntError("bad-argument", `costLimitMicroUsd: there is no price for the model ${model.name}; give prices, or leave the limit out`);
  await mkdir(outputDirectory, { recursive: true });
}
