import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXIT, type Command } from "../command.types.ts";
import { findBenchmarkSet } from "../find-benchmark-set.ts";
import { modelOptions, readModel } from "../read-model.ts";

export const evaluateCommand: Command = {
  noun: "evaluate",
  summary: "Run a benchmark set against a model, in sandboxes whose isolation is probed first",
  details: "Yes means that the run finished; what the model achieved is in the answer. Ctrl-C ends it and keeps what was finished.",
  operands: [],
  options: {
    set: { value: "SET", required: true, help: "a folder that holds a benchmark set, or the name of one of our own" },
    ...modelOptions,
    epochs: { value: "N", help: "how often each task is run (default 1)" },
    seed: { value: "TEXT", help: "what flags are derived from (default: random); keep it as secret as the result" },
    transcripts: { value: "DIR", help: "write each sample's hash-chained log there" },
  },
  examples: ["evaluate --set harbor-0 --model http://127.0.0.1:8080", "evaluate --set ./my-set --model https://host/v1 --model-name m-1 --epochs 3 --json"],
  async run(given, talk) {
    const [{ evaluate, loadBenchmarkSet }, { createBubblewrapBackend }] = await Promise.all([import("#engines/evaluation"), import("#engines/sandbox")]);
    const result = await evaluate({
      set: await loadBenchmarkSet(await findBenchmarkSet(given.requiredText("set"))),
      model: readModel(given, talk),
      backend: createBubblewrapBackend(),
      epochs: given.wholeNumber("epochs", { least: 1, most: 1000, otherwise: 1 }),
      seed: given.text("seed") ?? randomBytes(32).toString("hex"),
      signal: talk.surroundings.signal,
      onProgress: (progress) => {
        if (progress.step === "sample-finished") talk.progress(`${progress.done}/${progress.total}  ${progress.sample.taskId}: ${progress.sample.outcome}`);
      },
    });
    const { transcripts, ...summary } = result;
    const folder = given.text("transcripts");
    if (folder !== undefined) {
      await mkdir(folder, { recursive: true });
      for (const { taskId, epoch, entries } of transcripts) await writeFile(join(folder, `${taskId}-${epoch}.jsonl`), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    }
    const { outcome, reason, samples } = summary;
    talk.answer(summary, [
      ...samples.map((sample) => `${sample.score === 1 ? "solved    " : "not solved"}  ${sample.taskId}: ${sample.outcome}, ${sample.turns} turns`),
      `${outcome}${reason === null ? "" : ` (${reason})`}: ${samples.filter(({ score }) => score === 1).length} of ${samples.length} solved`,
    ]);
    return outcome === "finished" ? EXIT.done : EXIT.no;
  },
};
