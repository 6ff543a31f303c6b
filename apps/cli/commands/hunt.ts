import { join } from "node:path";
import type { HuntResult } from "#engines/evaluation";
import { connect, serverOption } from "../api.ts";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command, type ExitCode, type Given, type Talk } from "../command.types.ts";
import { reportSpent, submitBundles, takeTarget } from "../hunt-in-campaign.ts";
import { requireFolder } from "../read-input.ts";
import { modelOptions, readModel } from "../read-model.ts";
import { PROJECT_FILE, readProject, type Project } from "../read-project.ts";

const TOKENS = 2_000_000;
const TURNS_PER_LINE = 10;

export const huntCommand: Command = {
  noun: "hunt",
  summary: "Let a model look for weaknesses in a source tree of yours, and keep what reproduces as evidence bundles",
  details: `${PROJECT_FILE} in the tree says how it is built, run and tested; nothing of it runs outside the sandbox.
Yes means that the hunt came to its end, which it also does when the tokens or the time are used up.
With --campaign it takes the campaign's target that the tree is of, which claims it, hunts within the tokens that the campaign has left,
reports what it spent, and submits what it found.`,
  operands: [{ name: "DIR", help: "the source tree" }],
  options: {
    ...modelOptions,
    out: { value: "DIR", required: true, help: "where the evidence bundles are written" },
    project: { value: "FILE", help: `instead of ${PROJECT_FILE} in the tree` },
    log: { value: "DIR", help: "the hunt's journal; given again, a hunt that was cut off goes on (default: hunt-TIME in the --out folder)" },
    tokens: { value: "N", help: `spending cap: tokens of the whole hunt (default ${TOKENS})` },
    campaign: { value: "ID", help: "hunt for this campaign" },
    target: { value: "ID", help: "this target of it (default: the first that the tree is of)" },
    ...serverOption,
  },
  examples: [
    "hunt ./tinyini --model http://127.0.0.1:8080 --out findings/", "hunt . --model https://host/v1 --model-name m-1 --tokens 500000 --out findings/ --json",
    "hunt ./tinyini --campaign cmp_0123456789abcdefghij --model http://127.0.0.1:8080 --out findings/",
  ],
  async run(given, talk) {
    const directory = await requireFolder(given.operand(0));
    const project = await readProject(directory, given.text("project"), talk);
    const tokens = given.wholeNumber("tokens", { least: 1, most: 1_000_000_000, otherwise: TOKENS });
    const campaignId = given.text("campaign");
    if (campaignId === undefined) {
      if (given.text("target") !== undefined) throw new UsageError("--target: name the campaign that it is of with --campaign.");
      const result = await huntIn(given, talk, { directory, project, tokens });
      talk.answer(result, tellHunt(result));
      return EXIT_OF[result.outcome];
    }
    const api = connect(given, talk);
    const taken = await takeTarget(api, { campaignId, targetId: given.text("target"), project });
    const { claimId, targetId, tokensLeft } = taken;
    talk.progress(`taken  ${targetId}, claim ${claimId}${tokensLeft === undefined ? "" : `, ${tokensLeft} tokens left`}`);
    const startedAt = performance.now();
    const result = await huntIn(given, talk, { directory, project, tokens: Math.min(tokens, tokensLeft ?? tokens) });
    const spent = await reportSpent(api, taken, { ...result, elapsedMs: performance.now() - startedAt });
    const { submitted, exitCode } = await submitBundles(api, result.findings.map(({ bundlePath }) => bundlePath), talk);
    talk.answer({ ...result, campaign: { campaignId, targetId, claimId, spent, submitted } }, [
      ...tellHunt(result),
      ...submitted.map(({ bundlePath, findingId, refused }) => `${bundlePath}: ${refused ? `refused: ${refused.message}` : `submitted as ${findingId}`}`),
      `reported: ${spent.tokens} tokens, ${spent.usdCents} US cents, ${spent.sandboxMinutes} sandbox minutes`,
    ]);
    return EXIT_OF[result.outcome] === EXIT.done ? exitCode : EXIT_OF[result.outcome];
  },
};

interface Hunted {
  readonly directory: string;
  readonly project: Project;
  readonly tokens: number;
}

async function huntIn(given: Given, talk: Talk, { directory, project, tokens }: Hunted): Promise<HuntResult> {
  const [{ hunt }, { createBubblewrapBackend }] = await Promise.all([import("#engines/evaluation"), import("#engines/sandbox")]);
  const { name, version, repository, recipe, controls } = project;
  return hunt({
    directory, name, version, repository, recipe, controls,
    model: readModel(given, talk),
    backend: createBubblewrapBackend(),
    outputDirectory: given.requiredText("out"),
    folder: given.text("log") ?? join(given.requiredText("out"), `hunt-${new Date().toISOString().replaceAll(/[^\dT]/g, "").slice(0, 15)}`),
    tokenLimit: tokens,
    signal: talk.surroundings.signal,
    onProgress: (progress) => {
      if (progress.step === "turn" && progress.turns % TURNS_PER_LINE === 0) talk.progress(`turn ${progress.turns}  ${progress.tokens} tokens`);
      if (progress.step === "found") talk.progress(`found  ${progress.finding.title}`);
      if (progress.step === "not-reproduced" || progress.step === "duplicate") talk.progress(`${progress.step}  ${progress.detail}`);
    },
  });
}

function tellHunt({ findings, outcome, reason, turns, tokens }: HuntResult): readonly string[] {
  return [
    ...findings.map(({ bundlePath, title, hasCandidatePatch }) => `${bundlePath}: ${title}${hasCandidatePatch ? ", with a candidate patch" : ""}`),
    `${outcome}${reason === null ? "" : ` (${reason})`}: ${findings.length} findings, ${turns} turns, ${tokens} tokens`,
  ];
}

const EXIT_OF = {
  finished: EXIT.done,
  "token-limit": EXIT.done,
  "cost-limit": EXIT.done,
  "time-limit": EXIT.done,
  "turn-limit": EXIT.done,
  stopped: EXIT.no,
  halted: EXIT.no,
  "model-error": EXIT.unreachable,
} satisfies Record<string, ExitCode>;
