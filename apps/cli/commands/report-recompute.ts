import { EXIT, type Command } from "../command.types.ts";
import { readInput, readJson } from "../read-input.ts";
import { keyOption, readTrustedKeys } from "../read-keys.ts";
import { readExportedLedger } from "../read-ledger.ts";
import { MOST_LEDGER_BYTES, MOST_REPORT_BYTES } from "./report-verify.ts";

export const reportRecompute: Command = {
  noun: "report",
  verb: "recompute",
  summary: "Compute the exact counts behind a transparency report from an exported ledger, small ones too",
  details: "For whoever may read the whole ledger; what is printed is not for others. The definitions are the report's own. `toDate` counts from the beginning to the period's end, `before` to its start. It ends with no where the report does not follow from the ledger.",
  operands: [{ name: "FILE", help: "report.json of a published report, or - for standard input" }],
  options: { ...keyOption, ledger: { value: "FILE", required: true, help: "an exported ledger" } },
  examples: ["report recompute report.json --ledger ledger.json --key @ledger.key", "report recompute report.json --ledger ledger.json --key @ledger.key --json"],
  async run(given, talk) {
    const { parseLedgerEntry } = await import("#engines/ledger");
    const { checkAgainstLedger, parseReport, recount } = await import("../verify-report.ts");
    const [file, ledger] = [given.operand(0), given.requiredText("ledger")];
    const trusted = await readTrustedKeys(given, talk);
    const text = new TextDecoder().decode(await readInput(file, talk, MOST_REPORT_BYTES));
    const report = parseReport(file, text);
    const exported = readExportedLedger(ledger, await readJson(ledger, talk, MOST_LEDGER_BYTES));
    const checks = await checkAgainstLedger(report, { text, exported, trusted });
    const ok = checks.every((check) => check.ok);
    const failed = checks.filter((check) => !check.ok).map(({ name, sentence }) => `  NO   ${name}: ${sentence}`);
    // Of a ledger that was altered nothing is computed: it may not even be one.
    if (checks.length === 1) {
      talk.answer({ file, ok, checks, figures: [] }, failed);
      return EXIT.no;
    }
    const counts = recount(report, exported.entries.map((entry) => parseLedgerEntry(entry)));
    const figures = report.figures.flatMap(({ definition: { id, title } }) => (counts.has(id) ? [{ id, title, counts: counts.get(id) }] : []));
    talk.answer({ file, ok, checks, figures }, [...failed, ...figures.map(({ id, counts: own }) => `${id}: ${JSON.stringify(own)}`)]);
    return ok ? EXIT.done : EXIT.no;
  },
};
