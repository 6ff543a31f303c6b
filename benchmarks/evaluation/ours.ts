// Our contender, in a process of its own: `ours.ts single|loop URL SET FOLDER EPOCHS`. Single: every question of the set at 50 in
// flight, with durable logs and scoring. Loop: one sample with a sandbox, measured from its first turn to its last.
import { setFlagsFromString } from "node:v8";
import { createPlaces, evaluate, loadBenchmarkSet } from "#engines/evaluation";
import { createBubblewrapBackend } from "#engines/sandbox";
import { begin, tell, type Measured } from "./measured.ts";

// As the command does; V8 would rather have more memory.
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=50");
const [kind, url = "", directory = "", folder = "", epochs = "1"] = process.argv.slice(2);
const set = await loadBenchmarkSet(directory);
const turns = set.tasks[0]?.limits.turns ?? 0;
let end = begin();
let measured: Measured | undefined;
const { samples } = await evaluate({
  set, folder,
  model: { name: "mock", url, apiKey: "sk-benchmark-0001" },
  backend: createBubblewrapBackend(),
  seed: "a seed for the benchmark",
  epochs: Number(epochs),
  places: createPlaces({ most: 50 }),
  onProgress: (progress) => {
    if (kind !== "loop" || progress.step !== "turn") return;
    if (progress.turns === 1) end = begin();
    if (progress.turns === turns) measured = end(turns - 1);
  },
});
tell(measured ?? end(samples.filter(({ score }) => score === 1).length));
