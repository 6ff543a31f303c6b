import { EXIT, type Command } from "../command.types.ts";

export const sandboxCheck: Command = {
  noun: "sandbox",
  verb: "check",
  summary: "Try to break out of a sandbox in many ways, and say whether each was stopped",
  details: "Yes means that every probe held on this machine, now. Each probe says what was attempted and what stopped it.",
  operands: [],
  options: {},
  examples: ["sandbox check", "sandbox check --json"],
  async run(_given, talk) {
    const { createBubblewrapBackend, runProbes, SANDBOX_PROBES } = await import("#engines/sandbox");
    const report = await runProbes(createBubblewrapBackend(), SANDBOX_PROBES, {
      onProbe: ({ probe, held }) => talk.progress(`${held ? "held  " : "FAILED"}  ${probe}`),
    });
    const failed = report.probes.filter(({ held }) => !held);
    talk.answer(report, [
      ...failed.map(({ probe, attempted, observed }) => `FAILED  ${probe}: ${attempted}; ${observed}`),
      `${report.backend}: ${report.probes.length - failed.length} of ${report.probes.length} probes held`,
    ]);
    return report.held ? EXIT.done : EXIT.no;
  },
};
