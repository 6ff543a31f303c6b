import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { findBenchmarkSet } from "../find-benchmark-set.ts";
import { saveFile } from "../save-file.ts";
import { aboutLog } from "./log-refusals.ts";

export const report: Command = {
  noun: "report",
  summary: "Tell what runs measured: success by spending, shares with intervals, containment, and what was not learned",
  details: `Each log is a run's folder or an .eval that Breakwater wrote; several are compared, task by task where the set is the same.
The page stands alone and prints; the CSV has a line a sample. The same logs give the same report, to the byte.`,
  operands: [{ name: "LOG", help: "a run's folder, or an .eval log", many: true }],
  options: {
    set: { value: "SET", help: "the set of the runs; with it, samples are reviewed and probed for holding back" },
    title: { value: "TEXT", help: "heads the report (default: the sets and models)" },
    html: { value: "FILE", help: "write the page there" },
    csv: { value: "FILE", help: "write the table of samples there" },
  },
  examples: ["report ./run --html report.html", "report strong.eval weak.eval --set harbor-1 --csv samples.csv --json"],
  async run(given, talk) {
    const { buildReport, loadBenchmarkSet, readReportedRun, writeReportCsv, writeReportHtml } = await import("#engines/evaluation");
    const title = given.text("title");
    if (title !== undefined && (title.length > 200 || title.trim() === "")) throw new UsageError("--title: give 1 to 200 characters.");
    const name = given.text("set");
    const set = name === undefined ? null : await loadBenchmarkSet(await findBenchmarkSet(name));
    const runs = await aboutLog(async () => {
      const read = [];
      for (const path of given.operands) read.push(await readReportedRun(path, set));
      return read;
    });
    const built = buildReport(runs, title ?? [...new Set(runs.map((run) => `${run.set.title}: ${run.model}`))].join("; ").slice(0, 200));
    const [html, csv] = [given.text("html"), given.text("csv")];
    const encode = new TextEncoder();
    const files = [...(html === undefined ? [] : [await saveFile(html, encode.encode(writeReportHtml(built)))]), ...(csv === undefined ? [] : [await saveFile(csv, encode.encode(writeReportCsv(built)))])];
    talk.answer({ ...built, files }, [
      ...built.runs.flatMap(({ figures: { label, summary, tokens, sequence } }) => [
        `${label}: ${summary.passed} of ${summary.samples} passed, ${percent(summary.accuracy)} on average; exact 95 % bounds ${percent(summary.clopperPearson.low)} to ${percent(summary.clopperPearson.high)}`,
        ...(sequence ? [`  could stop early: 95 % confidence sequence ${percent(sequence.low)} to ${percent(sequence.high)}, to be used instead of those bounds`] : []),
        `  ${tokens.censored} met a limit or broke off; ${summary.excluded} counted apart`,
      ]),
      ...built.comparisons.map(({ first, second, comparison }) => `${first} less ${second}: ${percent(comparison.difference)}, 95 % bounds ${percent(comparison.low)} to ${percent(comparison.high)}`),
      ...built.limits.map((sentence) => `- ${sentence}`),
      ...files.map(({ file, bytes }) => `${file}: ${bytes} bytes`),
    ]);
    return EXIT.done;
  },
};

const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "none");
