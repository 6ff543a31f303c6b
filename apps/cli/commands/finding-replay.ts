import { EXIT, type Command } from "../command.types.ts";
import { describeReproduction, readEvidence, readRuns, runsOption } from "../read-evidence.ts";

export const findingReplay: Command = {
  noun: "finding",
  verb: "replay",
  summary: "Run an evidence bundle and show what it does: each command, how it ended, what it printed",
  details: "For the maintainer who wants to see it happen. What is printed comes from the target and is escaped.",
  operands: [{ name: "FILE", help: "an evidence bundle, or - for standard input" }],
  options: runsOption,
  examples: ["finding replay overflow.tar", "finding replay overflow.tar --runs 2 --json"],
  async run(given, talk) {
    const runs = readRuns(given);
    const [{ reproduce }, { createBubblewrapBackend }] = await Promise.all([import("#engines/verification"), import("#engines/sandbox")]);
    const { bundle, file } = await readEvidence(given, talk);
    const reproduction = await reproduce(bundle, createBubblewrapBackend(), { runs, signal: talk.surroundings.signal });
    talk.answer({ file, digest: bundle.digest, title: bundle.manifest.title, ...reproduction }, [
      ...reproduction.logs.flatMap(({ step, argv, ended, wallMs, stdout, stderr }) => [`── ${step}: ${argv.join(" ")} (${ended}, ${Math.round(wallMs)} ms)`, ...[stdout, stderr].filter((text) => text !== "")]),
      `${file}: ${bundle.manifest.title}`,
      ...describeReproduction(reproduction),
    ]);
    return reproduction.outcome.outcome === "reproduced" ? EXIT.done : EXIT.no;
  },
};
