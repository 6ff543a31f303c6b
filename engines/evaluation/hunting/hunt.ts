import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { closeIsolation, openGuardedRun } from "#engines/sandbox";
import type { GuardedRun } from "#engines/sandbox";

import { HARNESS, toMessage } from "../running/evaluate.ts";
import { HuntError } from "../evaluation.errors.ts";
import type { HuntedFinding, HuntOptions, HuntResult } from "../evaluation.types.ts";
import { reportCrashTool } from "./hunt-tools.ts";
import type { CrashReport } from "./hunt-tools.ts";
import { createModelClient } from "../models/model-client.ts";
import { HUNT_INSTRUCTIONS, recipeFacts } from "../agents/prompts.rules.ts";
import { react } from "../agents/react.ts";
import { pathInView, VIEW_FOLDER, workTools } from "../agents/tools.ts";
import { transcribeAlarms } from "../logs/transcribe-alarms.ts";
import { TranscriptWriter } from "../logs/transcript.ts";
import { writeEvidence } from "./write-evidence.ts";
import type { EvidenceVerdict } from "./write-evidence.ts";

const LIMITS = { turns: 500, messages: 2_000, timeMs: 30 * 60_000 };

/**
 * The solver turned to defence: a model works on someone's own source tree in a sandbox, and every crashing input it reports
 * is built and run again in fresh sandboxes. Only what reproduces is written, each distinct crash once, as an evidence bundle
 * ready to submit, marked as found by a model and reviewed by nobody. `tokenLimit` caps the spending. A program that tries to
 * leave a sandbox ends the hunt as `halted`.
 * @throws {HuntError} when the folder, a control or the limit cannot be used
 * @throws {ModelError} `bad-endpoint` when the address or credential cannot be used
 */
export async function hunt(options: HuntOptions): Promise<HuntResult> {
  await requireUsable(options);
  const { onProgress } = options;
  const client = createModelClient(options.model);
  const transcript = new TranscriptWriter({ taskId: `hunt:${options.name}`, epoch: 1 }, () => new Date());
  transcript.append("sample", { hunt: options.name, version: options.version, model: options.model.name, harness: HARNESS });
  const guard = await openGuardedRun(options.backend);
  const { backend } = guard;
  const signal = AbortSignal.any([guard.halted, ...(options.signal ? [options.signal] : [])]);
  onProgress?.({ step: "probed", held: guard.isolation.held });
  if (!guard.isolation.held) return notBegun(guard, transcript);

  const findings: HuntedFinding[] = [];
  const sandbox = await backend.start({ label: `hunt-${options.name}` });
  try {
    await sandbox.copyIn(options.directory, VIEW_FOLDER);
    const judge = async (report: CrashReport): Promise<string> => {
      const verdict = await writeEvidence({ ...options, backend, report, known: findings });
      transcript.append("score", { title: report.title, ...describeVerdict(verdict) });
      if (verdict.step === "found") findings.push(verdict.finding);
      onProgress?.(verdict);
      return verdict.step === "found" ? "It reproduces. Look for a different defect, or say that you are done." : verdict.detail;
    };
    const solved = await react({
      client,
      instructions: HUNT_INSTRUCTIONS,
      prompt: describeHunt(options),
      tools: [...workTools(sandbox), reportCrashTool(sandbox, judge)],
      limits: { ...LIMITS, tokens: options.tokenLimit },
      seed: 0,
      signal,
      transcript,
      onTurn: (spent) => onProgress?.({ step: "turn", ...spent }),
    });
    transcribeAlarms(transcript, guard.alarms);
    const outcome = guard.halted.aborted ? "halted" : toHuntOutcome(solved.outcome);
    transcript.append("end", { outcome, turns: solved.turns, tokens: solved.tokens, findings: findings.length });
    const reason = guard.halted.aborted ? toMessage(guard.halted.reason) : (solved.error?.message ?? null);
    return { outcome, reason, findings, isolation: closeIsolation(guard), turns: solved.turns, tokens: solved.tokens, transcript: transcript.finish() };
  } finally {
    await sandbox.stop();
  }
}

function notBegun(guard: GuardedRun, transcript: TranscriptWriter): HuntResult {
  transcript.append("end", { outcome: "halted" });
  return { outcome: "halted", reason: "the sandbox's isolation did not hold; the hunt was not begun", findings: [], isolation: closeIsolation(guard), turns: 0, tokens: 0, transcript: transcript.finish() };
}

const describeVerdict = (verdict: EvidenceVerdict): Record<string, unknown> =>
  verdict.step === "found" ? { step: verdict.step, digest: verdict.finding.digest, signatureKey: verdict.finding.signatureKey } : { ...verdict };

/** To have nothing more to say is the proper end of a hunt. */
function toHuntOutcome(outcome: Awaited<ReturnType<typeof react>>["outcome"]): HuntResult["outcome"] {
  switch (outcome) {
    case "gave-up":
    case "correct":
    case "attempt-limit":
      return "finished";
    case "message-limit":
      return "turn-limit";
    default:
      return outcome;
  }
}

const describeHunt = ({ name, version, recipe, controls }: HuntOptions): string =>
  [`This is the source tree of ${name} ${version}. Find inputs that make it crash with a memory error.`, "", ...recipeFacts(recipe), `Benign inputs: ${controls.join(" ")}`, ""].join("\n");

async function requireUsable({ directory, controls, tokenLimit, outputDirectory }: HuntOptions): Promise<void> {
  const isKind = async (path: string, kind: "isFile" | "isDirectory") =>
    stat(path).then(
      (found) => found[kind](),
      (cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return false;
        throw cause;
      },
    );
  if (!(await isKind(directory, "isDirectory"))) throw new HuntError("bad-directory", `directory: ${directory} is not a folder; name the folder of the source tree`);
  for (const [index, control] of controls.entries()) {
    if (!pathInView.safeParse(control).success || !(await isKind(join(directory, control), "isFile")))
      throw new HuntError("bad-argument", `controls.${index}: ${control} is not a file in ${directory}; name it relative to the tree`);
  }
  if (!Number.isInteger(tokenLimit) || tokenLimit < 1) throw new HuntError("bad-argument", `tokenLimit: must be a whole number above 0, got ${tokenLimit}`);
  await mkdir(outputDirectory, { recursive: true });
}
