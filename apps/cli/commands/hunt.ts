import { join } from "node:path";
import { EXIT, type Command, type ExitCode } from "../command.types.ts";
import { requireFolder } from "../read-input.ts";
import { modelOptions, readModel } from "../read-model.ts";
import { PROJECT_FILE, readProject } from "../read-project.ts";

const TOKENS = 2_000_000;
const TURNS_PER_LINE = 10;

export const huntCommand: Command = {
  noun: "hunt",
  summary: "Let a model look for weaknesses in a source tree of yours, and keep what reproduces as evidence bundles",
  details: `${PROJECT_FILE} in the tree says how it is built, run and tested; nothing of it runs outside the sandbox.
Yes means that the hunt came to its end, which it also does when the tokens or the time are used up.`,
  operands: [{ name: "DIR", help: "the source tree" }],
  options: {
    ...modelOptions,
    out: { value: "DIR", required: true, help: "where the evidence bundles are written" },
    project: { value: "FILE", help: `instead of ${PROJECT_FILE} in the tree` },
    log: { value: "DIR", help: "the hunt's journal; given again, a hunt that was cut off goes on (default: hunt-TIME in the --out folder)" },
    tokens: { value: "N", help: `spending cap: tokens of the whole hunt (default ${TOKENS})` },
  },
  examples: ["hunt ./tinyini --model http://127.0.0.1:8080 --out findings/", "hunt . --model https://host/v1 --model-name m-1 --tokens 500000 --out findings/ --json"],
  async run(given, talk) {
    const [{ hunt }, { createBubblewrapBackend }] = await Promise.all([import("#engines/evaluation"), import("#engines/sandbox")]);
    const directory = await requireFolder(given.operand(0));
    const { name, version, repository, recipe, controls } = await readProject(directory, given.text("project"), talk);
    const result = await hunt({
      directory,
      name,
      version,
      repository,
      recipe,
      controls,
      model: readModel(given, talk),
      backend: createBubblewrapBackend(),
      outputDirectory: given.requiredText("out"),
      folder: given.text("log") ?? join(given.requiredText("out"), `hunt-${new Date().toISOString().replaceAll(/[^\dT]/g, "").slice(0, 15)}`),
      tokenLimit: given.wholeNumber("tokens", { least: 1, most: 1_000_000_000, otherwise: TOKENS }),
      signal: talk.surroundings.signal,
      onProgress: (progress) => {
        if (progress.step === "turn" && progress.turns % TURNS_PER_LINE === 0) talk.progress(`turn ${progress.turns}  ${progress.tokens} tokens`);
        if (progress.step === "found") talk.progress(`found  ${progress.finding.title}`);
        if (progress.step === "not-reproduced" || progress.step === "duplicate") talk.progress(`${progress.step}  ${progress.detail}`);
      },
    });
    talk.answer(result, [
      ...result.findings.map(({ bundlePath, title, hasCandidatePatch }) => `${bundlePath}: ${title}${hasCandidatePatch ? ", with a candidate patch" : ""}`),
      `${result.outcome}${result.reason === null ? "" : ` (${result.reason})`}: ${result.findings.length} findings, ${result.turns} turns, ${result.tokens} tokens`,
    ]);
    return EXIT_OF[result.outcome];
  },
};

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
