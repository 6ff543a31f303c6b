import { readFile, writeFile } from "node:fs/promises";
import type { Client, Operations } from "#api-client";
import { MAX_BUNDLE_BYTES } from "#contracts/findings";
import { CliError, explainError, UsageError } from "./cli-error.ts";
import { EXIT, type ExitCode, type Talk } from "./command.types.ts";
import { readInput } from "./read-input.ts";
import type { Project } from "./read-project.ts";

type Campaign = Operations["GET /campaigns/{id}"]["reply"];
type CampaignTarget = NonNullable<Campaign["targets"]>[number];
type Api = Client<Operations>;

const MINUTE_MS = 60_000;
const MICRO_USD_PER_CENT = 10_000;

/** A campaign's target that is this caller's to hunt in now. */
export interface TakenTarget {
  readonly campaignId: string;
  readonly targetId: string;
  readonly claimId: string;
  /** What the campaign has left; undefined where it sets no limit. */
  readonly tokensLeft: number | undefined;
}

/** Takes the campaign's target that a source tree is of, which claims it. Nothing else is hunted in, whatever the tree says. */
export async function takeTarget(api: Api, { campaignId, targetId, project }: { readonly campaignId: string; readonly targetId: string | undefined; readonly project: Project }): Promise<TakenTarget> {
  const { targets, budget, spent, yourAnswer } = await api.call("GET /campaigns/{id}", { params: { id: campaignId } });
  if (targets === null) throw new UsageError(`--campaign ${campaignId}: your organisation has ${yourAnswer === null ? "no part in it" : "not accepted it"}; accept it first: breakwater campaign answer ${campaignId} accept.`);
  const ofTree = targets.filter((target) => isOf(target, project));
  const target = targetId === undefined ? ofTree[0] : ofTree.find(({ id }) => id === targetId);
  if (!target) {
    const asked = targetId === undefined ? "" : `--target ${targetId}: `;
    throw new UsageError(`${asked}the campaign names no such target as ${project.repository ?? project.name}; hunt in the tree of one of its targets: ${targets.map(({ id, repository, product }) => `${id} (${repository ?? product})`).join(", ")}.`);
  }
  const answer = await api.call("POST /campaigns/{id}/claims", { params: { id: campaignId }, body: { targetId: target.id } });
  if (answer.answer !== "claimed") throw new CliError(EXIT.no, "already-claimed", `Another organisation has claimed ${target.id}; you have each other's contact (exchange ${answer.exchangeId}). Talk first.`);
  return { campaignId, targetId: target.id, claimId: answer.claimId, tokensLeft: budget.tokens === 0 ? undefined : Math.max(0, budget.tokens - spent.tokens) };
}

function isOf({ repository, product }: CampaignTarget, project: Project): boolean {
  if (repository !== null) return project.repository !== null && toPlace(repository) === toPlace(project.repository);
  return product?.trim().toLowerCase() === project.name.toLowerCase();
}

/** Host and path, as far as two spellings of one address on the web differ; the server compares all others. */
function toPlace(address: string): string {
  return address.trim().toLowerCase().replace(/^[a-z+]+:\/\//, "").replace(/^[^@/]*@/, "").replace(/^([^/:]+):(?!\d)/, "$1/").replace(/\/+$/, "").replace(/\.git$/, "");
}

export interface Spent {
  readonly tokens: number;
  readonly usdCents: number;
  readonly sandboxMinutes: number;
}

/**
 * Reports what a hunt has spent. A hunt that is gone on with counts from its beginning: what was reported before stands
 * beside its journal, and the rest is reported now.
 */
export async function reportSpent(api: Api, { campaignId, claimId }: TakenTarget, hunted: { readonly folder: string; readonly tokens: number; readonly costMicroUsd: number | null; readonly elapsedMs: number }): Promise<Spent> {
  const file = `${hunted.folder}.spent.json`;
  const before = await readBefore(file);
  const costMicroUsd = hunted.costMicroUsd ?? 0;
  const spent = {
    tokens: Math.max(0, hunted.tokens - before.tokens),
    usdCents: Math.ceil(Math.max(0, costMicroUsd - before.costMicroUsd) / MICRO_USD_PER_CENT),
    sandboxMinutes: Math.ceil(hunted.elapsedMs / MINUTE_MS),
  };
  await api.call("POST /campaigns/{id}/spending", { params: { id: campaignId }, body: { claimId, ...spent } });
  await writeFile(file, `${JSON.stringify({ tokens: hunted.tokens, costMicroUsd })}\n`);
  return spent;
}

async function readBefore(file: string): Promise<{ readonly tokens: number; readonly costMicroUsd: number }> {
  try {
    const { tokens, costMicroUsd } = JSON.parse(await readFile(file, "utf8")) as { tokens?: unknown; costMicroUsd?: unknown };
    return { tokens: Number(tokens) || 0, costMicroUsd: Number(costMicroUsd) || 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { tokens: 0, costMicroUsd: 0 };
    throw new CliError(EXIT.usage, "not-a-report", `${file}: it says what was reported before and cannot be read; remove it, and what the hunt spent is reported whole.`, { cause: error });
  }
}

export interface Submitted {
  readonly bundlePath: string;
  readonly findingId?: string;
  readonly refused?: { readonly code: string; readonly message: string };
}

/** Submits what was found; one that is refused hides no other. */
export async function submitBundles(api: Api, bundlePaths: readonly string[], talk: Talk): Promise<{ readonly submitted: readonly Submitted[]; readonly exitCode: ExitCode }> {
  const submitted: Submitted[] = [];
  let worst: ExitCode = EXIT.done;
  for (const bundlePath of bundlePaths) {
    try {
      const { findingId } = await api.call("POST /findings", { body: await readInput(bundlePath, talk, MAX_BUNDLE_BYTES) });
      submitted.push({ bundlePath, findingId });
    } catch (error) {
      const known = explainError(error);
      if (known === undefined || known.exitCode === EXIT.unreachable) throw error;
      submitted.push({ bundlePath, refused: { code: known.code, message: known.message } });
      worst = EXIT.refused;
    }
  }
  return { submitted, exitCode: worst };
}
