import { EXIT, type Command } from "../command.types.ts";
import { readEvidence } from "../read-evidence.ts";
import { saveFile } from "../save-file.ts";

const MOST_RUNS = 100_000;
const MOST_SECONDS = 24 * 3_600;

export const findingMinimise: Command = {
  noun: "finding",
  verb: "minimise",
  summary: "Shorten the reproducer of an evidence bundle as far as it still fails with the same signature",
  details: "Writes a bundle like the first, with the shorter reproducer. Yes means that the bundle reproduces; `ended` says whether nothing more could be taken away or the budget was spent.",
  operands: [{ name: "FILE", help: "an evidence bundle, or - for standard input" }],
  options: {
    out: { value: "FILE", required: true, help: "where the bundle with the shorter reproducer is written" },
    runs: { value: "N", help: `runs of the target at most (2 to ${MOST_RUNS}, default 2000)` },
    seconds: { value: "N", help: `time at most (1 to ${MOST_SECONDS}, default 60)` },
  },
  examples: ["finding minimise overflow.tar --out small.tar", "finding minimise overflow.tar --out small.tar --seconds 600 --json"],
  async run(given, talk) {
    const out = given.requiredText("out");
    const maxRuns = given.wholeNumber("runs", { least: 2, most: MOST_RUNS, otherwise: 2_000 });
    const maxTimeMs = 1_000 * given.wholeNumber("seconds", { least: 1, most: MOST_SECONDS, otherwise: 60 });
    const [{ buildBundle, minimise, signatureKey }, { createBubblewrapBackend }] = await Promise.all([import("#engines/verification"), import("#engines/sandbox")]);
    const { file, bundle } = await readEvidence(given, talk);
    const { files: _digests, ...draft } = bundle.manifest;
    const before = bundle.files.get(draft.reproducer.input)?.length ?? 0;
    const minimised = await minimise(bundle, createBubblewrapBackend(), { maxRuns, maxTimeMs, signal: talk.surroundings.signal });
    if (!minimised) {
      talk.answer({ file, ended: "does-not-reproduce" }, `${file}: does not build or does not show what it claims; see \`breakwater finding verify\``);
      return EXIT.no;
    }
    const { input, signature, runs, ended } = minimised;
    await saveFile(out, await buildBundle(draft, new Map(bundle.files).set(draft.reproducer.input, input)));
    const key = signature === null ? null : signatureKey(signature);
    talk.answer({ file, out, bytesBefore: before, bytes: input.length, runs, ended, signatureKey: key }, `${out}: ${before} bytes became ${input.length} in ${runs} runs, ${ended}${key === null ? "" : `; ${key}`}`);
    return EXIT.done;
  },
};
