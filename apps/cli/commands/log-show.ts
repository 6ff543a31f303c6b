import type { SampleKey, ShownEvent } from "#engines/evaluation";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { aboutLog, logOperand } from "./log-refusals.ts";

const MOST_SEQUENCE = 1_000_000_000;
const MOST_EVENTS = 1_000;
/** Characters of one field on a terminal; `--json` leaves nothing out. */
const LONGEST_SHOWN = 2_000;

export const logShow: Command = {
  noun: "log",
  verb: "show",
  summary: "Show what a log is of, or the events of one sample, by window",
  details: `With --json an event of our own logs comes with what proves it: kept in a file, it opens an event that was withheld (\`log verify --opened\`).
With --receipt the answer is the proof that the sample belongs to the run, for who has the run's root.`,
  operands: [logOperand],
  options: {
    sample: { value: "SAMPLE", help: "as `log list` names it, such as lamp#1" },
    from: { value: "N", help: "the first event shown (default 0)" },
    count: { value: "N", help: `how many events are shown (1 to ${MOST_EVENTS}, default 50)` },
    receipt: { help: "print the sample's receipt instead of its events" },
  },
  examples: ["log show run.eval", "log show run.eval --sample lamp#1 --from 100 --count 20", "log show ./run --sample lamp#1 --receipt --json"],
  async run(given, talk) {
    const path = given.operand(0);
    const sample = given.text("sample");
    const from = given.wholeNumber("from", { least: 0, most: MOST_SEQUENCE, otherwise: 0 });
    const count = given.wholeNumber("count", { least: 1, most: MOST_EVENTS, otherwise: 50 });
    if (sample === undefined && (given.isOn("receipt") || given.text("from") !== undefined || given.text("count") !== undefined)) throw new UsageError("--sample SAMPLE is missing: it says whose events or receipt are meant.");
    const { issueLogReceipt, openLog } = await import("#engines/evaluation");
    return aboutLog(async () => {
      if (sample !== undefined && given.isOn("receipt")) {
        const receipt = await issueLogReceipt(path, sample as SampleKey);
        talk.answer(receipt, [`${receipt.sample}: ${receipt.events} events, the last ${receipt.head}`, `  in the run with root ${receipt.root}; keep the whole receipt with --json`]);
        return EXIT.done;
      }
      const log = await openLog(path);
      try {
        if (sample === undefined) {
          const summary = await log.summarise();
          talk.answer({ log: path, ...summary }, [path, ...Object.entries(summary).map(([field, value]) => `  ${field}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)]);
          return EXIT.done;
        }
        const { events, total } = await log.readWindow(sample, from, count);
        talk.answer(
          { log: path, sample, total, events: events.map(({ chained, withheld: _names, ...event }) => chained ?? event) },
          [`${sample}: ${events.length === 0 ? "no event" : `events ${from} to ${from + events.length - 1}`} of ${total}`, ...events.flatMap(describeEvent)],
        );
        return EXIT.done;
      } finally {
        await log.close();
      }
    });
  },
};

function describeEvent({ sequence, at, kind, data, withheld }: ShownEvent): readonly string[] {
  const fields = Object.entries(data).map(([field, value]) => {
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters)` : text;
    return shown.includes("\n") ? `    ${field}:\n${shown.replaceAll(/^/gm, "      ")}` : `    ${field}: ${shown}`;
  });
  return [`  #${sequence} ${at} ${kind}`, ...fields, ...withheld.map((part) => `    ${part === "" ? "everything else" : part}: withheld`)];
}
