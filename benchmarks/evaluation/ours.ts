// Our contender, in a process of its own: `ours.ts single|loop URL SET FOLDER EPOCHS`. Single: every question of the set at 50 in
// flight, with durable logs and scoring. Loop: one sample with a sandbox, measured from its first turn to its last.
import { readdirSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { begin, tell, type Measured } from "./measured.ts";

// As the command does, before it loads the engines: what has grown by then stays. V8 would rather have more memory.
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=50");
const { createPlaces, evaluate, loadBenchmarkSet } = await import("#engines/evaluation");
const { createBubblewrapBackend } = await import("#engines/sandbox");
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
    if (progress.turns === turns) measured = { ...end(turns - 1), launcherCpuMs: readLauncherCpu() };
  },
});

/** By /proc/PID/stat (utime and stime, fields 14 and 15, in ticks of 10 ms) of the shells that are our children. */
function readLauncherCpu(): number {
  const children = readdirSync("/proc/self/task").flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, "utf8").trim().split(" "));
  const ticks = children.filter(Boolean).map((child) => {
    const [, name, rest = ""] = /^\d+ \((.*)\) (.*)$/.exec(readFileSync(`/proc/${child}/stat`, "utf8").trim()) ?? [];
    const fields = rest.split(" ");
    return name === "sh" ? Number(fields[11]) + Number(fields[12]) : 0;
  });
  return 10 * ticks.reduce((sum, one) => sum + one, 0);
}
tell(measured ?? end(samples.filter(({ score }) => score === 1).length));
