import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { aboutLog, logOperand } from "./log-refusals.ts";

export const logView: Command = {
  noun: "log",
  verb: "view",
  summary: "Show a log as pages in your browser: progress, samples, transcripts",
  details: `Also while the run goes on. The pages are served on this host alone, under an address that nobody can guess: who is given it can
read the log. They hold no script. Ctrl-C ends it, and then the answer is yes.
With --once nothing is served: the run's page is written to stdout, to keep it as a file.`,
  operands: [{ ...logOperand, help: `${logOperand.help}, or a folder that holds some, such as a campaign's` }],
  options: {
    port: { value: "N", help: "default: one that is free" },
    once: { help: "write the run's page to stdout and end" },
  },
  examples: ["log view ./run", "log view runs/first --port 8123", "log view run.eval --once > run.html"],
  async run(given, talk) {
    const path = given.operand(0);
    const port = given.wholeNumber("port", { least: 1_024, most: 65_535, otherwise: 0 });
    if (given.isOn("once") && given.text("port") !== undefined) throw new UsageError("--port N: nothing is served with --once.");
    const { renderLogPage, serveLog } = await import("#engines/evaluation");
    return aboutLog(async () => {
      if (given.isOn("once")) {
        const page = await renderLogPage(path);
        talk.answer({ log: path, page }, page.trimEnd());
        return EXIT.done;
      }
      const { signal, stderr } = talk.surroundings;
      const served = await serveLog(path, { port, onBug: (error) => stderr(`breakwater: this is a bug; please report it with these lines.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`) });
      talk.answer({ log: path, url: served.url }, [served.url, "Open this address in a browser of this host; Ctrl-C ends it."]);
      await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));
      await served.close();
      return EXIT.done;
    });
  },
};
