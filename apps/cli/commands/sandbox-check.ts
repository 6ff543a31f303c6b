import { EXIT, type Command } from "../command.types.ts";
import { UsageError } from "../cli-error.ts";

export const sandboxCheck: Command = {
  noun: "sandbox",
  verb: "check",
  summary: "Try to break out of a sandbox in many ways, and say whether each was stopped",
  details: "Yes means that every probe held on this machine, now. Each probe says what was attempted and what stopped it.",
  operands: [],
  options: {
    backend: { value: "NAME", help: "bubblewrap (default), container (Docker or Podman), or none, which isolates nothing" },
    image: { value: "IMAGE", help: "for containers: an image the engine has; nothing is pulled" },
    socket: { value: "PATH", help: "for containers: the engine's socket (default: Docker's, else Podman's)" },
  },
  examples: ["sandbox check", "sandbox check --json", "sandbox check --backend container --image my-tools:1"],
  async run(given, talk) {
    const { BACKEND_NAMES, createBackend, runProbes, SANDBOX_PROBES } = await import("#engines/sandbox");
    const name = given.text("backend");
    if (name !== undefined && !BACKEND_NAMES.some((known) => known === name)) throw new UsageError(`--backend ${name}: choose one of ${BACKEND_NAMES.join(", ")}.`);
    const [image, socketPath] = [given.text("image"), given.text("socket")];
    if (name === "container" && image === undefined) throw new UsageError("--backend container: give the image too, --image IMAGE.");
    const report = await runProbes(createBackend(name, { ...(image !== undefined && { image }), ...(socketPath !== undefined && { socketPath }) }), SANDBOX_PROBES, {
      onProbe: ({ probe, held, observed }) => talk.progress(`${held ? "held  " : "FAILED"}  ${probe}: ${observed}`),
    });
    const failed = report.probes.filter(({ held }) => !held);
    const untried = report.untried ?? [];
    talk.answer(report, [
      ...failed.map(({ probe, attempted, observed }) => `FAILED  ${probe}: ${attempted}; ${observed}`),
      ...untried.map(({ probe, why }) => `not tried  ${probe}: ${why}`),
      `${report.backend}: ${report.probes.length - failed.length} of ${report.probes.length} probes held${untried.length === 0 ? "" : `; ${untried.length} were not tried`}`,
    ]);
    return report.held ? EXIT.done : EXIT.no;
  },
};
