import type { Client, Operations } from "#api-client";
import { MAX_BULK_BYTES, MAX_BUNDLE_BYTES } from "#contracts/findings";
import { connect, serverOption } from "../api.ts";
import { explainError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type ExitCode, type Talk } from "../command.types.ts";
import { readInput } from "../read-input.ts";

export const findingSubmit: Command = {
  noun: "finding",
  verb: "submit",
  summary: "Submit evidence bundles, each answered by a receipt to keep",
  details: `One answer for each bundle: the finding's id and a commitment to its bytes, or why it was refused.
Yes means that none was refused; the same bytes again are no refusal. One bad file hides no other.`,
  operands: [{ name: "FILE", help: "an evidence bundle, or - for standard input", many: true, optional: true }],
  options: { bulk: { value: "NDJSON", help: 'a file with a line {"bundle": "<base64 of the tar>"} for each finding' }, ...serverOption },
  examples: ["finding submit overflow.tar", "finding submit --bulk findings.ndjson --json"],
  async run(given, talk) {
    const bulk = given.text("bulk");
    if (bulk === undefined && given.operands.length === 0) throw new UsageError("FILE is missing: name an evidence bundle, or --bulk NDJSON.");
    const api = connect(given, talk);
    let exitCode: ExitCode = EXIT.done;
    for (const file of given.operands) exitCode = Math.max(exitCode, await submitOne(api, file, talk)) as ExitCode;
    if (bulk !== undefined) exitCode = Math.max(exitCode, await submitBulk(api, bulk, talk)) as ExitCode;
    return exitCode;
  },
};

async function submitOne(api: Client<Operations>, file: string, talk: Talk): Promise<ExitCode> {
  try {
    const receipt = await api.call("POST /findings", { body: await readInput(file, talk, MAX_BUNDLE_BYTES) });
    talk.answer({ file, ...receipt }, `${file}: ${receipt.findingId}${receipt.alreadyReceived ? ", received before" : ""}; commitment ${receipt.commitment}`);
    return EXIT.done;
  } catch (error) {
    const known = explainError(error);
    // Nobody who does not answer will answer the next one.
    if (known === undefined || known.exitCode === EXIT.unreachable) throw error;
    const { code, message, exitCode } = known;
    talk.answer({ file, refused: { code, message } }, `${file}: refused: ${message}`);
    return exitCode;
  }
}

async function submitBulk(api: Client<Operations>, file: string, talk: Talk): Promise<ExitCode> {
  const receipt = await api.call("POST /findings/bulk", { body: await readInput(file, talk, MAX_BULK_BYTES) });
  for (const result of receipt.results) {
    const { line, findingId, duplicateOf, commitment, refused } = result;
    const told = refused ? `refused: ${refused.message}` : findingId === undefined ? `the same bytes as ${duplicateOf}` : `${findingId}; commitment ${commitment}`;
    talk.answer({ file, ...result }, `${file} line ${line}: ${told}`);
  }
  talk.progress(`${receipt.accepted} received, ${receipt.duplicates} received before, ${receipt.refused} refused`);
  return receipt.refused > 0 ? EXIT.refused : EXIT.done;
}
