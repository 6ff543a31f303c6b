import { createHash, hash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Agent } from "../agents/agent.types.ts";
import { questionAgent } from "../agents/answer-question.ts";
import { canonicalJson } from "../canonical-json.rules.ts";
import { BenchmarkSetError, RunError } from "../evaluation.errors.ts";
import type { EvaluateOptions, TaskKind } from "../evaluation.types.ts";
import { createJournal, openJournal } from "../logs/journal.ts";
import type { JournalEvent } from "../logs/event.types.ts";
import type { Journal } from "../logs/journal.ts";
import { isSystemError } from "../logs/writer-lock.ts";
import { accessTo, requireAccess } from "../sets/require-access.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { LIMIT_BOUNDS } from "./limits.rules.ts";
import { RunPast } from "./run-past.ts";

/** Goes into every manifest: what is measured is the model in this harness. Raise it when agents, tools or scorers change. */
export const HARNESS = "breakwater-evaluation/2";

export const needsSandbox = (kind: TaskKind): boolean => kind !== "question";

export function countSamples({ set, epochs = 1, variants = [] }: EvaluateOptions): number {
  return epochs * set.tasks.reduce((sum, task) => sum + 1 + task.variants.filter(({ name }) => variants.includes(name)).length, 0);
}

/** The folder's journal, new or gone on with, and what it says so far. Refuses a folder that holds another run, or one that was halted. */
export async function openRun(options: EvaluateOptions, { agent, now }: { readonly agent: Agent; readonly now: () => Date }): Promise<{ readonly journal: Journal; readonly past: RunPast }> {
  const { set, model, folder, seed, epochs = 1, limits = {}, variants = [], stopAt } = options;
  const definition = { harness: HARNESS, agent: { name: agent.name, ...agent.definition }, question: questionAgent.definition };
  const identity = {
    set: { id: set.id, version: set.version, digest: set.digest, title: set.title, marking: set.marking, synthetic: set.synthetic },
    model: model.name,
    agent: { name: agent.name, digest: hash("sha256", canonicalJson(definition)) },
    harness: HARNESS,
    epochs,
    samples: countSamples(options),
    seedDigest: createHash("sha256").update(seed).digest("hex"),
  };
  const past = new RunPast();
  await mkdir(folder, { recursive: true });
  if (!(await hasRun(folder))) return { journal: await createJournal(folder, { ...identity, options: { limits, variants, definition, ...(stopAt !== undefined && { stopAt }) } }, { now }), past };
  const journal = await openJournal(folder, { now, onEvent: (event: JournalEvent) => past.take(event) });
  try {
    for (const [name, value] of Object.entries(identity)) {
      if (canonicalJson(journal.run[name as keyof typeof identity]) !== canonicalJson(value))
        throw new RunError("other-run", `${folder} holds a run that was begun with another ${name === "seedDigest" ? "seed" : name}; go on with what it was begun with, or use another folder`);
    }
    // Another threshold, chosen by what has been seen, would spoil the rule.
    const { stopAt: begunWith } = journal.run.options;
    if (begunWith !== stopAt) throw new RunError("other-run", `${folder} holds a run that was begun ${typeof begunWith === "number" ? `to stop at ${begunWith}` : "to run all its samples"}; go on with what it was begun with, or use another folder`);
    if (past.ended?.outcome === "halted") throw new RunError("halted-run", `the run in ${folder} was halted (${past.ended.reason ?? "no reason"}); it is not gone on with: find out why, then begin another`);
  } catch (error) {
    await journal.close();
    throw error;
  }
  return { journal, past };
}

async function hasRun(folder: string): Promise<boolean> {
  return (await findText(join(folder, "run.json"))) !== undefined;
}

/** The text of a file, or undefined where there is none. */
export async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** The digest in the manifest must be that of what ran, not of what was once loaded. */
export async function requireUsable({ set, epochs = 1, limits = {}, prices, model, access = accessTo(model.url), variants = [], stopAt }: EvaluateOptions): Promise<void> {
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > 1_000) throw new RunError("bad-argument", `epochs must be a whole number from 1 to 1000, got ${epochs}`);
  if (stopAt !== undefined && !(stopAt > 0 && stopAt < 1)) throw new RunError("bad-argument", `stopAt must be a rate between 0 and 1, got ${stopAt}`);
  if (stopAt !== undefined && variants.length > 0) throw new RunError("bad-argument", "stopAt: a run that may stop early takes no variants, which are compared over all tasks; leave one of the two out");
  for (const [name, value] of Object.entries(limits)) {
    const bounds = LIMIT_BOUNDS[name as keyof typeof LIMIT_BOUNDS];
    if (value !== null && (!Number.isInteger(value) || value < bounds[0] || value > bounds[1])) throw new RunError("bad-argument", `limits.${name} must be a whole number from ${bounds[0]} to ${bounds[1]}, got ${value}`);
  }
  const hasCostLimit = typeof limits.costMicroUsd === "number" || set.tasks.some((task) => task.limits.costMicroUsd !== undefined);
  if (hasCostLimit && prices?.[model.name] === undefined) throw new RunError("bad-argument", `limits.costMicroUsd: there is no price for the model ${model.name}, so its cost is not known; give prices, or leave the limit out`);
  requireAccess(set, access);
  for (const name of variants) if (!set.tasks.some((task) => task.variants.some((variant) => variant.name === name))) throw new RunError("bad-argument", `variants: no task has a prompt named ${name}`);
  // Of a question nothing is read from the disk any more.
  if (!set.tasks.some(({ kind }) => needsSandbox(kind))) return;
  const { digest } = await loadBenchmarkSet(set.directory);
  if (digest !== set.digest) throw new BenchmarkSetError("inconsistent", { file: "." }, "the set's files changed after it was loaded; load it again");
}
