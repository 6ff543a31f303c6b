import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { z } from "zod";
import type { Client, Operations } from "#api-client";
import { identifier } from "#contracts/access";
import { MAX_BUNDLE_BYTES } from "#contracts/findings";
import { findingRecord } from "#contracts/intake";
import { authorisation, weaknessId } from "#contracts/scanning";
import { aboutFile, CliError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import type { McpTool } from "./mcp-protocol.ts";
import { readInput } from "./read-input.ts";

/** What a model may ask for: the operations of the API, with the caller's own token, and nothing beside them. */
export interface McpSurroundings {
  readonly api: Client<Operations>;
  readonly talk: Talk;
  /** Bundles are read from below it, and from nowhere else. */
  readonly folder: string;
}

const claimInput = z.strictObject({
  repository: z.string().max(300).optional().describe("address of the target's repository"),
  product: z.string().max(200).optional().describe("or its name, where it has no public repository"),
  path: z.string().max(300).optional().describe("only this part of it"),
  weakness: weaknessId.optional().describe("only this weakness, such as CWE-787"),
  authorisation: authorisation.optional().describe("why it may be scanned; not needed for a target of a campaign"),
  campaign: z.strictObject({ campaignId: identifier, targetId: identifier }).optional().describe("or a target of a campaign, as campaign_targets names it"),
});
const claimIdInput = z.strictObject({ claimId: identifier });
const submitInput = z
  .strictObject({
    path: z.string().min(1).max(4096).optional().describe("an evidence bundle (tar) below the folder that breakwater mcp was started for"),
    bundle: z.base64().max(Math.ceil(MAX_BUNDLE_BYTES / 3) * 4).optional().describe("or the bundle itself in base64"),
    record: findingRecord.optional().describe("or the finding in words, where there is nothing to run yet"),
    appealOf: identifier.optional().describe("a rejected finding of yours that this better bundle takes up again"),
  })
  .refine(({ path, bundle, record }) => [path, bundle, record].filter((one) => one !== undefined).length === 1, { message: "give exactly one of path, bundle and record", path: ["path"] });
const findingInput = z.strictObject({ findingId: identifier });
const campaignInput = z.strictObject({ campaignId: identifier.optional().describe("one of the campaigns that you get without it") });

export function listMcpTools({ api, talk, folder }: McpSurroundings): readonly McpTool[] {
  return [
    tool({
      name: "claim_target", title: "Claim a target", readOnly: false, input: claimInput,
      description: "Say which target you intend to scan, before you scan it. The claim lasts fourteen days. If another has it, both sides get each other's contact, and nothing more is said.",
      run: ({ campaign, ...target }) => {
        if (campaign) return api.call("POST /campaigns/{id}/claims", { params: { id: campaign.campaignId }, body: { targetId: campaign.targetId } });
        if (!target.authorisation) throw new CliError(EXIT.usage, "bad-input", "authorisation: say why this may be scanned: owner, open-source or own-system, and what shows it");
        return api.call("POST /claims", { body: { ...target, authorisation: target.authorisation } });
      },
    }),
    tool({
      name: "renew_claim", title: "Renew a claim", readOnly: false, input: claimIdInput,
      description: "Keep a claim of yours for another fourteen days.",
      run: ({ claimId }) => api.call("POST /claims/{id}/renew", { params: { id: claimId } }),
    }),
    tool({
      name: "release_claim", title: "Release a claim", readOnly: false, input: claimIdInput,
      description: "Give a claim of yours back, so that others may scan.",
      run: async ({ claimId }) => {
        await api.call("POST /claims/{id}/release", { params: { id: claimId } });
        return { claimId, released: true };
      },
    }),
    tool({
      name: "submit_finding", title: "Submit a finding", readOnly: false, input: submitInput,
      description: "Submit a finding: an evidence bundle with a reproducer, or a record in words, which waits until you add a bundle. Say truly which model, version and harness found it. The same bytes again give the first receipt.",
      run: async ({ path, bundle, record, appealOf }) => {
        if (record) return submitRecord(api, record);
        const bytes = path === undefined ? Buffer.from(bundle ?? "", "base64") : await readBundleBelow(folder, path, talk);
        await requireBundle(bytes);
        return api.call("POST /findings", { query: appealOf === undefined ? {} : { appealOf }, body: bytes });
      },
    }),
    tool({
      name: "finding_state", title: "State of a finding", readOnly: true, input: findingInput,
      description: "Where a finding of yours stands, and why.",
      run: async ({ findingId }) => {
        const { id, state, title, duplicateOf, rejection, reproduction, caseId, priority } = await api.call("GET /findings/{id}", { params: { id: findingId } });
        return { id, state, title, duplicateOf, rejection, reproduction: reproduction && { outcome: reproduction.outcome, k: reproduction.k, n: reproduction.n }, caseId, priority: priority && priority.sentence };
      },
    }),
    tool({
      name: "campaign_targets", title: "Campaigns and their targets", readOnly: true, input: campaignInput,
      description: "The campaigns that you were invited to; with a campaign's id its targets, what allows to scan each, and which are free.",
      run: async ({ campaignId }) => {
        if (campaignId !== undefined) return api.call("GET /campaigns/{id}", { params: { id: campaignId } });
        const { campaigns } = await api.call("GET /campaigns");
        return { campaigns: campaigns.map(({ id, title, state, endsAt, yourAnswer, targetCount }) => ({ id, title, state, endsAt, yourAnswer, targetCount })) };
      },
    }),
  ];
}

/** Declares a tool; only here to infer what its schema gives to `run`. */
function tool<Schema extends z.ZodType>(definition: Omit<McpTool, "input" | "run"> & { readonly input: Schema; readonly run: (args: z.output<Schema>) => Promise<unknown> }): McpTool {
  return definition;
}

async function submitRecord(api: Client<Operations>, record: z.output<typeof findingRecord>): Promise<unknown> {
  const { results } = await api.call("POST /findings/bulk", { body: new TextEncoder().encode(`${JSON.stringify({ record })}\n`) });
  const [result] = results;
  if (result?.refused) throw new CliError(EXIT.refused, result.refused.code, result.refused.message);
  return result;
}

/** A model names the path: it leads to nothing outside of the folder, by no link either. */
async function readBundleBelow(folder: string, path: string, talk: Talk): Promise<Uint8Array> {
  const [root, file] = await Promise.all([realpath(folder), realpath(resolve(folder, path)).catch(() => undefined)]);
  const inside = file === undefined ? undefined : relative(root, file);
  if (file === undefined || inside === undefined || inside === "" || inside.startsWith("..") || isAbsolute(inside)) throw new CliError(EXIT.usage, "no-such-file", `path: ${path} is no file below the folder that breakwater mcp was started for`);
  return readInput(file, talk, MAX_BUNDLE_BYTES);
}

/** Nothing but an evidence bundle leaves this machine: what a model took for one may be anybody's file. */
async function requireBundle(bytes: Uint8Array): Promise<void> {
  const { readBundle } = await import("#engines/verification");
  await aboutFile("bundle", () => readBundle(bytes));
}
