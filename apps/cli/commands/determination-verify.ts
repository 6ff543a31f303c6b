import { EXIT, type Command } from "../command.types.ts";
import { readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";

const MOST_BUNDLE_BYTES = 4 * 1024 * 1024;

export const determinationVerify: Command = {
  noun: "determination",
  verb: "verify",
  summary: "Check offline what a determination was based on, who signed it, and in which order",
  details: "Yes needs a key you had from the ledger's publisher. The answer also says what such checks cannot show.",
  operands: [{ name: "FILE", help: "a determination bundle, or - for standard input" }],
  options: keyOption,
  examples: ["determination verify determination.json --key @ledger.key", "determination verify determination.json --key @ledger.key --json"],
  async run(given, talk) {
    const { verifyDeterminationBundle } = await import("#engines/ledger");
    const file = given.operand(0);
    const verdict = verifyDeterminationBundle(await readJson(file, talk, MOST_BUNDLE_BYTES), { trustedVerifierKeys: await readTrustedKeys(given, talk) });
    talk.answer({ file, ...verdict }, [
      `${file}: ${verdict.ok ? "verified" : "not verified"}`,
      ...verdict.checks.map(({ ok, name, sentence }) => `  ${ok ? "yes" : "NO "}  ${name}: ${sentence}`),
      verdict.limits,
    ]);
    return verdict.ok ? EXIT.done : EXIT.no;
  },
};
