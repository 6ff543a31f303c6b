import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readInput, readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";
import { readExportedLedger } from "../read-ledger.ts";

export const MOST_REPORT_BYTES = 8 * 1024 * 1024;
export const MOST_LEDGER_BYTES = 512 * 1024 * 1024;

const LIMITS = "What a room stated of itself, such as determinations by outcome, is shown to be what it stated; no entry tells those one by one. Counts are shown in bands of five.";

export const reportVerify: Command = {
  noun: "report",
  verb: "verify",
  summary: "Check offline that a transparency report is as published, and that each figure follows from the ledger",
  details: `Give what was kept beside the report: its receipt, or the whole ledger, or both. With the ledger every figure is computed again,
and the answer names each that is wrong. Yes needs a key you had from the ledger's publisher.`,
  operands: [{ name: "FILE", help: "report.json of a published report, or - for standard input" }],
  options: {
    ...keyOption,
    receipt: { value: "FILE", help: "receipt.json of the same report" },
    ledger: { value: "FILE", help: "an exported ledger: also that every figure is what it gives" },
  },
  examples: ["report verify report.json --receipt receipt.json --key @ledger.key", "report verify report.json --ledger ledger.json --key @ledger.key --json"],
  async run(given, talk) {
    const { checkAgainstLedger, checkDefinitions, checkReceipt, parseReport } = await import("../verify-report.ts");
    const [file, receipt, ledger] = [given.operand(0), given.text("receipt"), given.text("ledger")];
    if (receipt === undefined && ledger === undefined) throw new UsageError("Give --receipt or --ledger: a report alone shows nothing.");
    const trusted = await readTrustedKeys(given, talk);
    const text = new TextDecoder().decode(await readInput(file, talk, MOST_REPORT_BYTES));
    const report = parseReport(file, text);
    const checks = [
      checkDefinitions(report),
      ...(receipt === undefined ? [] : [checkReceipt(report, { text, receipt: await readJson(receipt, talk), trusted })]),
      ...(ledger === undefined ? [] : await checkAgainstLedger(report, { text, exported: readExportedLedger(ledger, await readJson(ledger, talk, MOST_LEDGER_BYTES)), trusted })),
    ];
    const ok = checks.every((check) => check.ok);
    talk.answer({ file, ok, id: report.id, period: report.period, size: report.checkpoint.size, checks }, [
      `${file}: ${ok ? "verified" : "not verified"}`,
      ...checks.map((check) => `  ${check.ok ? "yes" : "NO "}  ${check.name}: ${check.sentence}`),
      LIMITS,
    ]);
    return ok ? EXIT.done : EXIT.no;
  },
};
