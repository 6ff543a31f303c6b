import { join } from "node:path";
import type { BulkProgress, BulkRecord, GradedClaim, GradeRecord } from "#engines/verification";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command, type ExitCode, type Given, type Talk } from "../command.types.ts";
import { describeReproduction, readEvidence, readRuns, runsOption } from "../read-evidence.ts";
import { readInput, requireFolder } from "../read-input.ts";
import { saveFile } from "../save-file.ts";

const MOST_KEY_BYTES = 4096;
const BAR_CHARACTERS = 24;

export const findingVerify: Command = {
  noun: "finding",
  verb: "verify",
  summary: "Check evidence bundles, build their targets and say whether the weakness reproduces in fresh sandboxes",
  details: `Yes means that the claimed effect was seen often enough; what a bundle says of itself decides nothing.
With --bulk, every *.tar of a folder; each result is written to a journal as soon as it is there, and the same command
goes on where it ended, whatever ended it. --sign makes an in-toto statement of each result, which "finding check" reads.`,
  operands: [{ name: "FILE", help: "an evidence bundle, or - for standard input", optional: true }],
  options: {
    ...runsOption,
    bulk: { value: "DIR", help: "instead of FILE: a folder of evidence bundles" },
    journal: { value: "FILE", help: "where --bulk writes its results (default verification.ndjson in the folder)" },
    sign: { value: "KEY", help: "a file with an Ed25519 private key (PEM) that signs each result" },
    out: { value: "FILE", help: "where the signed result of one bundle is written" },
  },
  examples: ["finding verify overflow.tar", "finding verify overflow.tar --runs 5 --json", "finding verify overflow.tar --sign key.pem --out overflow.dsse.json", "finding verify --bulk findings/"],
  async run(given, talk) {
    const bulk = given.text("bulk");
    if ((bulk === undefined) === (given.operands.length === 0)) throw new UsageError("Name one evidence bundle, or a folder of them with --bulk DIR.");
    if (bulk !== undefined) return await verifyFolder(bulk, given, talk);
    if ((given.text("sign") === undefined) !== (given.text("out") === undefined)) throw new UsageError("--sign KEY and --out FILE go together.");
    return await verifyOne(given, talk);
  },
};

async function verifyOne(given: Given, talk: Talk): Promise<ExitCode> {
  const runs = readRuns(given);
  const [{ reproduce, signAttestation, signatureKey, stateReproduction }, { createBubblewrapBackend }] = await Promise.all([import("#engines/verification"), import("#engines/sandbox")]);
  const key = await readPrivateKey(given, talk);
  const { bundle, file } = await readEvidence(given, talk);
  const result = await reproduce(bundle, createBubblewrapBackend(), { runs, signal: talk.surroundings.signal });
  const { logs: _logs, ...reproduction } = result;
  if (key !== undefined) await saveFile(given.requiredText("out"), new TextEncoder().encode(`${JSON.stringify(signAttestation(stateReproduction(result), key))}\n`));
  const { outcome, signature, grade } = reproduction;
  const { title, provenance } = bundle.manifest;
  talk.answer({ file, digest: bundle.digest, title, provenance, ...reproduction, signatureKey: signature === null ? null : signatureKey(signature) }, [
    `${file}: ${title}${provenance.aiGenerated ? ", found by a model" : ""}`,
    ...describeReproduction(reproduction),
    ...describeGrade(grade),
  ]);
  return outcome.outcome === "reproduced" ? EXIT.done : EXIT.no;
}

async function readPrivateKey(given: Given, talk: Talk): Promise<string | undefined> {
  const file = given.text("sign");
  return file === undefined ? undefined : new TextDecoder().decode(await readInput(file, talk, MOST_KEY_BYTES));
}

function describeGrade(grade: GradeRecord): string[] {
  const say = (name: string, { holds, evidence, counterevidence, gap }: GradedClaim) => {
    const reason = (holds === false ? counterevidence[0] : evidence[0]) ?? gap ?? "";
    return `  ${name}: ${holds === null ? "not known" : holds ? "yes" : "no"}${reason === "" ? "" : `; ${reason}`}`;
  };
  return [
    say("class as claimed", grade.classMatches),
    say("reachable from what is shipped", grade.reachable),
    say("always at the same place", grade.deterministicSite),
    `  notice to the vendor: ${grade.vendorNotice.allowed ? "may go out" : "must not go out"}; ${grade.vendorNotice.reason}`,
  ];
}

async function verifyFolder(bulk: string, given: Given, talk: Talk): Promise<ExitCode> {
  const runs = readRuns(given);
  const [{ verifyBulk }, { createBubblewrapBackend }] = await Promise.all([import("#engines/verification"), import("#engines/sandbox")]);
  const directory = await requireFolder(bulk);
  const privateKeyPem = await readPrivateKey(given, talk);
  const journal = given.text("journal");
  const records = await verifyBulk({
    directory,
    backend: createBubblewrapBackend(),
    runs,
    ...(journal !== undefined && { journal }),
    ...(privateKeyPem !== undefined && { privateKeyPem }),
    signal: talk.surroundings.signal,
    onProgress: (progress) => {
      talk.progress(drawProgress(progress));
    },
  });
  for (const record of records) talk.answer({ ...record, path: join(directory, record.file) }, `${join(directory, record.file)}: ${describeRecord(record)}`);
  return records.every((record) => "sameAs" in record || ("outcome" in record && record.outcome.outcome === "reproduced")) ? EXIT.done : EXIT.no;
}

/** One line for each step: a bar that also reads well in a log. */
function drawProgress({ done, total, recordedBefore, record }: BulkProgress): string {
  const full = Math.floor((BAR_CHARACTERS * done) / total);
  return `[${"#".repeat(full)}${"-".repeat(BAR_CHARACTERS - full)}] ${done} of ${total}${record ? `  ${record.file}: ${describeRecord(record)}` : recordedBefore > 0 ? ", recorded before" : ""}`;
}

function describeRecord(record: BulkRecord): string {
  if ("refused" in record) return `refused: ${record.refused.message}`;
  if ("sameAs" in record) return `the same bytes as ${record.sameAs}`;
  const { outcome } = record;
  return `${outcome.outcome}${"k" in outcome ? ` ${outcome.k} of ${outcome.n}` : "detail" in outcome ? `: ${outcome.detail}` : ""}${record.halted ? " (halted: it tried to leave)" : ""}`;
}
