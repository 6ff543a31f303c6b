import { EXIT, type Command } from "../command.types.ts";
import { describeReproduction, readEvidence, readRuns, runsOption } from "../read-evidence.ts";

export const findingVerify: Command = {
  noun: "finding",
  verb: "verify",
  summary: "Check an evidence bundle, build its target and say whether the weakness reproduces in fresh sandboxes",
  details: "Yes means that the claimed effect was seen often enough; what the bundle says of itself decides nothing.",
  operands: [{ name: "FILE", help: "an evidence bundle, or - for standard input" }],
  options: runsOption,
  examples: ["finding verify overflow.tar", "finding verify overflow.tar --runs 5 --json"],
  async run(given, talk) {
    const runs = readRuns(given);
    const [{ reproduce, signatureKey }, { createBubblewrapBackend }] = await Promise.all([import("#engines/verification"), import("#engines/sandbox")]);
    const { bundle, file } = await readEvidence(given, talk);
    const { logs: _logs, ...reproduction } = await reproduce(bundle, createBubblewrapBackend(), { runs, signal: talk.surroundings.signal });
    const { outcome, signature } = reproduction;
    const { title, provenance } = bundle.manifest;
    talk.answer({ file, digest: bundle.digest, title, provenance, ...reproduction, signatureKey: signature === null ? null : signatureKey(signature) }, [
      `${file}: ${title}${provenance.aiGenerated ? ", found by a model" : ""}`,
      ...describeReproduction(reproduction),
    ]);
    return outcome.outcome === "reproduced" ? EXIT.done : EXIT.no;
  },
};
