import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { z } from "zod";

import type { SandboxBackend } from "#engines/sandbox";

import { RunError } from "../evaluation.errors.ts";
import type { AgentChoice, EvaluateOptions, EvaluationProgress, EvaluationResult } from "../evaluation.types.ts";
import { exportLog } from "../logs/export-log.ts";
import { openJournal } from "../logs/journal.ts";
import { syncFolder } from "../logs/run-file.ts";
import { isSystemError } from "../logs/writer-lock.ts";
import { PROVIDER_NAMES } from "../models/model.types.ts";
import type { ModelEndpoint, Spent } from "../models/model.types.ts";
import { openSharedPlaces } from "../models/places.ts";
import { createSpending } from "../models/spending.ts";
import { reviewJournal } from "../review/review-journal.ts";
import type { RunReview } from "../review/review-journal.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { readCommands } from "./control-folder.ts";
import { evaluate } from "./evaluate.ts";
import { RunPast } from "./run-past.ts";

/*
 * A *campaign* is one folder with what was asked for (`campaign.json`), a run's folder for each set and model, and `control`
 * for commands; its runs go one after the other under one spending cap.
 */

const CAMPAIGN_FILE = "campaign.json";
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_RUNS = 256;

const price = z.number().min(0).max(1_000_000);
export const pricesSchema = z.record(z.string().max(400), z.strictObject({ input: price, output: price, cacheRead: price.optional(), cacheWrite: price.optional() }));
const text = z.string().min(1).max(4_000);
const whole = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const campaignSchema = z.strictObject({
  schema: z.literal("breakwater-campaign/1"),
  createdAt: text,
  /** As secret as the result: flags derive from it. */
  seed: text,
  runs: z.array(z.strictObject({
    folder: z.string().regex(/^[\w.-]{1,200}$/),
    set: z.strictObject({ directory: text, digest: z.string().regex(/^[0-9a-f]{64}$/) }),
    model: z.strictObject({ name: text, url: text, provider: z.enum(PROVIDER_NAMES).optional(), stream: z.boolean().optional() }),
  })).min(1).max(MOST_RUNS),
  agent: z.union([
    z.strictObject({ kind: z.literal("react"), prompt: z.string().max(40).optional() }),
    z.strictObject({ kind: z.literal("program"), name: text, directory: text, command: z.tuple([text], text) }),
  ]),
  epochs: z.int().min(1).max(1_000),
  variants: z.array(z.string().max(64)).max(64),
  limits: z.record(z.string(), z.number().nullable()),
  /** Each run stops as soon as it is decided whether the model's rate lies above it. */
  stopAt: z.number().gt(0).lt(1).optional(),
  cap: z.strictObject({ tokens: whole.optional(), microUsd: whole.optional() }),
  prices: pricesSchema,
  contextTokens: whole.optional(),
  sandboxesAtOnce: z.int().min(1).max(1_000),
  callsAtOnce: z.int().min(1).max(10_000),
});
export type Campaign = Readonly<z.infer<typeof campaignSchema>>;
export type CampaignRun = Campaign["runs"][number];

export type NewCampaign = Omit<Campaign, "schema" | "createdAt" | "runs"> & {
  readonly sets: readonly { readonly id: string; readonly directory: string; readonly digest: string }[];
  readonly models: readonly CampaignRun["model"][];
};

/**
 * Writes what a campaign is to be into a folder that holds none; the folder is made. No credential is written.
 * @throws {RunError} `bad-argument`; `other-run` where the folder holds a campaign already
 */
export async function createCampaign(folder: string, { sets, models, ...rest }: NewCampaign, now: () => Date = () => new Date()): Promise<void> {
  const taken = new Set<string>();
  const runs = sets.flatMap((set) => models.map((model) => ({ folder: nameOf(set.id, model.name, taken), set: { directory: set.directory, digest: set.digest }, model })));
  const campaign = parse({ schema: "breakwater-campaign/1", createdAt: now().toISOString(), runs, ...rest }, "campaign");
  if ((await findCampaign(folder)) !== undefined) throw new RunError("other-run", `${folder} holds a campaign already; resume it, or use another folder`);
  await mkdir(folder, { recursive: true });
  const path = join(folder, CAMPAIGN_FILE);
  {
    // The seed is in it.
    await using file = await open(`${path}.new`, "w", 0o600);
    await file.writeFile(`${JSON.stringify(campaign, null, 2)}\n`);
    await file.sync();
  }
  await rename(`${path}.new`, path);
  await syncFolder(folder);
}

/** @throws {RunError} `bad-argument` where there is none, or it cannot be read */
export async function readCampaign(folder: string): Promise<Campaign> {
  const found = await findCampaign(folder);
  if (found === undefined) throw new RunError("bad-argument", `${folder} holds no campaign: there is no ${CAMPAIGN_FILE} in it`);
  try {
    return parse(JSON.parse(found), join(folder, CAMPAIGN_FILE));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new RunError("bad-argument", `${join(folder, CAMPAIGN_FILE)} is not JSON`, { cause });
    throw cause;
  }
}

interface ClosedRun {
  /** The run as a log that Inspect reads. */
  readonly log: string;
  readonly review: RunReview;
}
export interface CampaignResult {
  readonly outcome: EvaluationResult["outcome"];
  readonly reason: string | null;
  /** Those that were begun, in order. */
  readonly runs: readonly (CampaignRun & ClosedRun & { readonly result: EvaluationResult })[];
  readonly spent: Spent;
}

/**
 * Runs what the folder's campaign asks for, or goes on with it. The spending cap holds over all its runs, earlier ones
 * included; the first run that does not finish ends the campaign. How many calls run at once is agreed with every other
 * campaign on this host that calls the same endpoint.
 * @throws as `evaluate`
 */
export async function runCampaign(options: {
  readonly folder: string;
  readonly backend: SandboxBackend;
  /** Asked for each model, and kept nowhere. */
  readonly apiKeyOf: (model: CampaignRun["model"]) => string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (run: CampaignRun, progress: EvaluationProgress) => void;
}): Promise<CampaignResult> {
  const { folder, backend, apiKeyOf, signal, onProgress } = options;
  const campaign = await readCampaign(folder);
  const hasCap = campaign.cap.tokens !== undefined || campaign.cap.microUsd !== undefined;
  const spending = hasCap ? createSpending({ cap: campaign.cap, already: await spentBefore(folder, campaign.runs) }) : undefined;
  const runs: CampaignResult["runs"][number][] = [];
  for (const run of campaign.runs) {
    const { apiKey, ...model }: ModelEndpoint = { ...(run.model as Omit<ModelEndpoint, "apiKey">), apiKey: apiKeyOf(run.model) };
    const places = openSharedPlaces({ directory: join(tmpdir(), `breakwater-places-${process.getuid?.() ?? 0}`), endpoint: model.url, most: campaign.callsAtOnce });
    try {
      const result = await evaluate({
        set: await loadBenchmarkSet(run.set.directory),
        model: { ...model, apiKey },
        backend, places,
        folder: join(folder, run.folder),
        agent: campaign.agent as AgentChoice,
        epochs: campaign.epochs,
        variants: campaign.variants,
        limits: campaign.limits,
        stopAt: campaign.stopAt,
        seed: campaign.seed,
        prices: campaign.prices as NonNullable<EvaluateOptions["prices"]>,
        contextTokens: campaign.contextTokens,
        // What is under way when the rule has decided is paid for in vain.
        atOnce: { sandboxes: campaign.sandboxesAtOnce, questions: campaign.stopAt === undefined ? 8 * campaign.callsAtOnce : campaign.callsAtOnce },
        commands: () => readCommands(folder),
        ...(spending && { spending }),
        ...(signal && { signal }),
        ...(onProgress && { onProgress: (progress: EvaluationProgress) => onProgress(run, progress) }),
      });
      runs.push({ ...run, result, ...(await closeRun(join(folder, run.folder), run)) });
      if (result.outcome !== "finished") break;
    } finally {
      places.close();
    }
  }
  const last = runs.at(-1)?.result;
  return {
    outcome: last?.outcome ?? "stopped",
    reason: last?.reason ?? null,
    runs,
    spent: runs.reduce((sum, { result: { spent } }) => ({ tokens: sum.tokens + spent.tokens, microUsd: sum.microUsd + spent.microUsd }), { tokens: 0, microUsd: 0 }),
  };
}

/** Writes the log of what there is, and reviews it by rules; a run that goes on later is closed again. */
async function closeRun(folder: string, run: CampaignRun): Promise<ClosedRun> {
  const log = `${folder}.eval`;
  await rm(log, { force: true });
  await exportLog(folder, log, "eval");
  const journal = await openJournal(folder, { now: () => new Date() });
  try {
    return { log, review: await reviewJournal({ journal, set: await loadBenchmarkSet(run.set.directory) }) };
  } finally {
    await journal.close();
  }
}

/** What the journals say, of runs that were begun. */
async function spentBefore(folder: string, runs: readonly CampaignRun[]): Promise<Spent> {
  const sum = { tokens: 0, microUsd: 0 };
  for (const run of runs) {
    if ((await findText(join(folder, run.folder, "run.json"))) === undefined) continue;
    const past = new RunPast();
    const journal = await openJournal(join(folder, run.folder), { now: () => new Date(), onEvent: (event) => past.take(event) });
    await journal.close();
    sum.tokens += past.spent.tokens;
    sum.microUsd += past.spent.microUsd;
  }
  return sum;
}

function parse(value: unknown, where: string): Campaign {
  const parsed = campaignSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RunError("bad-argument", `${where}: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "cannot be read"}`, { cause: parsed.error });
}

/** A folder's name that says what it holds, and that no other run of the campaign has. */
function nameOf(set: string, model: string, taken: Set<string>): string {
  const base = `${set}-${model}`.replaceAll(/[^\w.-]+/g, "-").slice(0, 120);
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}-${count}`;
  taken.add(name);
  return name;
}

const findCampaign = (folder: string): Promise<string | undefined> => findText(join(folder, CAMPAIGN_FILE));

async function findText(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    if (size > MOST_BYTES) throw new RunError("bad-argument", `${path} is larger than ${MOST_BYTES} bytes`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT") || isSystemError(error, "ENOTDIR")) return undefined;
    throw error;
  }
}
