import { UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given } from "../command.types.ts";
import { findBenchmarkSet, setOperand } from "../find-benchmark-set.ts";
import { readShare } from "../read-share.ts";

const MOST_SAMPLES = 100_000;
const POWER = 0.9;

export const setPower: Command = {
  noun: "set",
  verb: "power",
  summary: "Say before a run what it can show: how likely it proves a success rate to lie above, or below, a threshold",
  details: `A run shows a rate to lie above the threshold when the lower exact 95 % bound (Clopper–Pearson) of what it measures reaches
it, which is a rule on a whole number of successes; below is the same of failures. --rate is the rate that you suppose
the model to have, and says which of both is asked. Yes means that the run is large enough.
The samples are taken to be independent. Epochs of the same tasks are not, where it is tasks such as these that are asked
about: they say more of these very tasks, and little more of others.`,
  operands: [{ ...setOperand, optional: true }],
  options: {
    samples: { value: "N", help: "instead of a set: a run of so many samples" },
    rate: { value: "P", required: true, help: "the success rate supposed, from 0 to 1" },
    threshold: { value: "T", required: true, help: "what the rate is to be shown to lie above or below, between 0 and 1" },
    power: { value: "P", help: `how likely the run is to show it, at least (default ${POWER})` },
    epochs: { value: "K", help: "with a set: how often each task is run (default 1)" },
  },
  examples: ["set power harbor-1 --rate 0.7 --threshold 0.5", "set power harbor-1 --epochs 3 --rate 0.1 --threshold 0.25", "set power --samples 60 --rate 0.7 --threshold 0.5 --power 0.8 --json"],
  async run(given, talk) {
    const rate = readShare("rate", given.requiredText("rate"), { ends: true });
    const [threshold, power] = [readShare("threshold", given.requiredText("threshold")), readShare("power", given.text("power") ?? String(POWER))];
    if (rate === threshold) throw new UsageError(`--rate ${rate}: no run, however large, shows a rate to lie above or below itself; suppose another than the threshold.`);
    const { samples, tasks, described } = await readSize(given);
    const { powerOfBound, requiredSuccesses, samplesForPower } = await import("#engines/evaluation");
    // What shows a rate to lie below is what shows the rate of failures to lie above.
    const isAbove = rate > threshold;
    const asked = isAbove ? { rate, threshold } : { rate: 1 - rate, threshold: 1 - threshold };
    const [atLeast, failures] = [requiredSuccesses(samples, threshold), requiredSuccesses(samples, 1 - threshold)];
    const atMost = failures === null ? null : samples - failures;
    const found = powerOfBound({ ...asked, samples });
    const enough = samplesForPower({ ...asked, power, most: MOST_SAMPLES });
    const isEnough = found >= power;
    const side = isAbove ? "above" : "below";
    talk.answer({ samples, tasks, rate, threshold, side, power, powerOfRun: found, atLeastSuccesses: atLeast, atMostSuccesses: atMost, samplesForPower: enough, enough: isEnough }, [
      `${described}:`,
      atLeast === null ? `  even if all succeed, the rate is not shown to lie above ${threshold}` : `  ${atLeast} or more successes show the rate to lie above ${threshold}`,
      atMost === null ? `  even if all fail, the rate is not shown to lie below ${threshold}` : `  ${atMost} or fewer successes show it to lie below ${threshold}`,
      `A model whose rate is ${rate} is shown to lie ${side} ${threshold} with a probability of ${toPercent(found)}; ${toPercent(power)} is asked for, so this run is ${isEnough ? "large enough" : "too small"}.`,
      enough === null ? `For ${toPercent(power)}, not even ${MOST_SAMPLES} samples would do: the supposed rate lies too near the threshold.` : `For ${toPercent(power)}, ${enough} samples would do, and any number above.`,
    ]);
    return isEnough ? EXIT.done : EXIT.no;
  },
};

async function readSize(given: Given): Promise<{ readonly samples: number; readonly tasks: number | null; readonly described: string }> {
  const [name, number] = [given.operand(0), given.text("samples")];
  const epochs = given.wholeNumber("epochs", { least: 1, most: 1_000, otherwise: 1 });
  if ((name === "") === (number === undefined)) throw new UsageError(name === "" ? "SET or --samples N is missing: give one of them." : "--samples stands for a set: give one of them, not both.");
  if (name === "") {
    if (given.text("epochs") !== undefined) throw new UsageError("--epochs is for a set; with --samples, give how many there are in all.");
    const samples = given.wholeNumber("samples", { least: 1, most: MOST_SAMPLES, otherwise: 1 });
    return { samples, tasks: null, described: `A run of ${samples} samples` };
  }
  const { loadBenchmarkSet } = await import("#engines/evaluation");
  const { id, version, tasks } = await loadBenchmarkSet(await findBenchmarkSet(name));
  const samples = tasks.length * epochs;
  if (samples > MOST_SAMPLES) throw new UsageError(`--epochs ${epochs}: these are ${samples} samples; ${MOST_SAMPLES} is the most.`);
  return { samples, tasks: tasks.length, described: `A run of ${samples} samples (${tasks.length} tasks of ${id} ${version}, ${epochs === 1 ? "once" : `${epochs} times`} each)` };
}

/** Never rounded to a certainty that there is not. */
function toPercent(share: number): string {
  const rounded = (100 * share).toFixed(1);
  return rounded === "100.0" ? "more than 99.9 %" : rounded === "0.0" ? "less than 0.1 %" : `${rounded} %`;
}
