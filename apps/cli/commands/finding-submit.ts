import { randomBytes } from "node:crypto";
import type { Client, Operations } from "#api-client";
import { humanPart, MAX_BUNDLE_BYTES } from "#contracts/findings";
import { IMPORT_FORMATS, MAX_IMPORT_BYTES } from "#contracts/intake";
import { connect, readAddress, serverOption } from "../api.ts";
import { explainError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type ExitCode, type Given, type Talk } from "../command.types.ts";
import { readInput } from "../read-input.ts";
import { sendIntake, sendStream, type Answer, type Server } from "../stream-findings.ts";

/** Options that are said to the server once for a whole file of another format, by the name they have there. */
const SAID_ONCE = { finder: "finder", model: "model", "model-version": "modelVersion", harness: "harness", human: "human", product: "product", version: "version", repository: "repository", weakness: "weakness" } as const;
const INTAKE = /^[a-z0-9_-]{16,64}$/;
/** How often a person who waits is told. */
const TOLD_EVERY = 5000;

export const findingSubmit: Command = {
  noun: "finding",
  verb: "submit",
  summary: "Submit evidence bundles, a stream of findings, or a file of another format",
  details: `One answer for each finding: its id and a commitment to what was sent, or why it was refused.
Yes means that none was refused; the same content again is no refusal. One bad file or line hides no other.
A stream goes on by itself when a connection breaks, and later with the --intake that it tells.`,
  operands: [{ name: "FILE", help: "an evidence bundle, or a file of --format; - for standard input", many: true, optional: true }],
  options: {
    bulk: { value: "NDJSON", help: 'a file, or -, of any length with a line {"record": {…}} or {"bundle": "<base64 of the tar>"} for each finding' },
    intake: { value: "NAME", help: "the intake to go on with, as an interrupted --bulk told it" },
    format: { value: "FORMAT", help: `what FILE is: ${IMPORT_FORMATS.join(", ")}` },
    human: { value: "PART", help: `how much of it is a human's: ${humanPart.options.join(", ")}` },
    model: { value: "NAME", help: "the model that had a part in it" },
    "model-version": { value: "VERSION", help: "its version" },
    harness: { value: "NAME", help: "what ran the model" },
    finder: { value: "NAME", help: "whom to credit" },
    product: { value: "NAME", help: "what the file is about, where it does not say" },
    version: { value: "VERSION", help: "of the product" },
    repository: { value: "URL", help: "of the product" },
    weakness: { value: "CWE", help: "for items that name none, such as CWE-787" },
    ...serverOption,
  },
  examples: ["finding submit overflow.tar", "finding submit --bulk findings.ndjson --json", 'finding submit --format sarif --human reviewed --model scout --model-version 2 --harness "scan 1.4" --finder "Harbour Watch" results.sarif'],
  async run(given, talk) {
    const bulk = given.text("bulk");
    const format = given.text("format");
    if (bulk === undefined && given.operands.length === 0) throw new UsageError("FILE is missing: name an evidence bundle, or --bulk NDJSON.");
    const server = { address: readAddress(given, talk), token: talk.surroundings.env["BREAKWATER_TOKEN"] };
    const api = connect(given, talk);
    const query = format === undefined ? undefined : toQuery(given, format);
    let exitCode: ExitCode = EXIT.done;
    for (const file of given.operands) exitCode = Math.max(exitCode, await (query ? importOne(server, { file, query, talk }) : submitOne(api, file, talk))) as ExitCode;
    if (bulk !== undefined) exitCode = Math.max(exitCode, await submitBulk(server, { file: bulk, intake: readIntake(given), talk })) as ExitCode;
    return exitCode;
  },
};

function toQuery(given: Given, format: string): URLSearchParams {
  if (!(IMPORT_FORMATS as readonly string[]).includes(format)) throw new UsageError(`--format ${format}: one of ${IMPORT_FORMATS.join(", ")}.`);
  const query = new URLSearchParams({ format });
  for (const [option, name] of Object.entries(SAID_ONCE)) {
    const value = given.text(option);
    if (value !== undefined) query.set(name, value);
  }
  return query;
}

/** Made up anew for each stream, unless one goes on. */
function readIntake(given: Given): string {
  const intake = given.text("intake") ?? randomBytes(12).toString("hex");
  if (!INTAKE.test(intake)) throw new UsageError(`--intake ${intake}: the name as the interrupted command told it.`);
  return intake;
}

async function submitOne(api: Client<Operations>, file: string, talk: Talk): Promise<ExitCode> {
  return oneOfMany(file, talk, async () => {
    const receipt = await api.call("POST /findings", { body: await readInput(file, talk, MAX_BUNDLE_BYTES) });
    talk.answer({ file, ...receipt }, `${file}: ${receipt.findingId}${receipt.alreadyReceived ? ", received before" : ""}; commitment ${receipt.commitment}`);
    return EXIT.done;
  });
}

async function importOne(server: Server, { file, query, talk }: { readonly file: string; readonly query: URLSearchParams; readonly talk: Talk }): Promise<ExitCode> {
  return oneOfMany(file, talk, async () => {
    const body = await readInput(file, talk, MAX_IMPORT_BYTES);
    return tellAnswers(sendStream(server, `/findings/import?${query}`, { body, signal: talk.surroundings.signal }), { file, unit: "item", talk });
  });
}

/** One refused file hides no other; nobody who does not answer will answer the next one. */
async function oneOfMany(file: string, talk: Talk, submit: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await submit();
  } catch (error) {
    const known = explainError(error);
    if (known === undefined || known.exitCode === EXIT.unreachable) throw error;
    const { code, message, exitCode } = known;
    talk.answer({ file, refused: { code, message } }, `${file}: refused: ${message}`);
    return exitCode;
  }
}

function submitBulk(server: Server, { file, intake, talk }: { readonly file: string; readonly intake: string; readonly talk: Talk }): Promise<ExitCode> {
  talk.progress(`intake ${intake}`);
  return tellAnswers(sendIntake(server, { file, intake, talk }), { file, unit: "line", talk });
}

async function tellAnswers(answers: AsyncIterable<Answer>, { file, unit, talk }: { readonly file: string; readonly unit: "line" | "item"; readonly talk: Talk }): Promise<ExitCode> {
  let [received, before, refusals, exitCode] = [0, 0, 0, EXIT.done as ExitCode];
  for await (const answer of answers) {
    if ("summary" in answer) {
      if (!answer.refused) continue;
      talk.answer({ file, refused: answer.refused }, `${file}: refused: ${answer.refused.message}`);
      exitCode = EXIT.refused;
      continue;
    }
    const { line, findingId, duplicateOf, commitment, refused } = answer;
    if (refused) refusals += 1;
    else if (findingId === undefined) before += 1;
    else received += 1;
    const told = refused ? `refused: ${refused.message}` : findingId === undefined ? `the same bytes as ${duplicateOf}` : `${findingId}; commitment ${commitment}`;
    talk.answer({ file, ...answer }, `${file} ${unit} ${line}: ${told}`);
    if ((received + before + refusals) % TOLD_EVERY === 0) talk.progress(`${received + before + refusals} ${unit}s answered`);
  }
  talk.progress(`${received} received, ${before} received before, ${refusals} refused`);
  return refusals > 0 ? EXIT.refused : exitCode;
}
