import { aboutFile, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { parseJson, readInput } from "../read-input.ts";
import { readEvidence } from "../read-evidence.ts";

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_KEY_BYTES = 4096;

export const findingCheck: Command = {
  noun: "finding",
  verb: "check",
  summary: "Check a signed result of `finding verify` offline: who signed it, and that it is about this bundle",
  details: "Yes means that one of the given keys signed it and that it is about the bundle; what it states is printed.",
  operands: [{ name: "FILE", help: "an evidence bundle, or - for standard input" }],
  options: {
    statement: { value: "FILE", required: true, help: "the signed result, a DSSE envelope" },
    key: { value: "FILE", many: true, help: "a public key (PEM) of whoever may have signed, had from them by another way" },
  },
  examples: ["finding check overflow.tar --statement overflow.dsse.json --key lab.pub.pem"],
  async run(given, talk) {
    const { verifyAttestation } = await import("#engines/verification");
    const keyFiles = given.texts("key");
    if (keyFiles.length === 0) throw new UsageError("--key FILE is missing: without a key nothing can be told about who signed.");
    const keys = await Promise.all(keyFiles.map(async (file) => new TextDecoder().decode(await readInput(file, talk, MOST_KEY_BYTES))));
    const statementFile = given.requiredText("statement");
    const envelope = parseJson(statementFile, await readInput(statementFile, talk, MOST_BYTES));
    const { bundle, file } = await readEvidence(given, talk);
    const statement = await aboutFile(statementFile, () => verifyAttestation(envelope, keys, { sha256: bundle.digest }));
    const { outcome, k, n } = statement.predicate;
    const counted = typeof k === "number" && typeof n === "number" ? ` ${k} of ${n} times` : "";
    talk.answer({ file, digest: bundle.digest, statement }, `${file}: signed, ${String(outcome ?? statement.predicate["verdict"])}${counted}`);
    return EXIT.done;
  },
};
