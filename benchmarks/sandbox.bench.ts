// What the engine adds to bubblewrap: a program that does nothing, from start to exit, through the engine and by bwrap
// alone with the same flags. The engine's side includes making the private folder, the control group, the limits and
// the removal of all of it.
import { createBubblewrapBackend, openGuardedRun, runOnce } from "#engines/sandbox";
import { interleave, toMedian, toRow, type BenchRow, type Measure } from "./bench-row.ts";
import { openBareBubblewrap } from "./bare-bubblewrap.ts";
import { openBarePodman } from "./bare-podman.ts";

const ROUNDS = 200;
const PODMAN_ROUNDS = 10;
const COMMAND = { argv: ["/bin/true"] } as const;

export const measure: Measure = async (tell) => {
  const backend = createBubblewrapBackend();
  const sandbox = await backend.start();
  const guarded = await openGuardedRun(backend);
  const bare = await openBareBubblewrap();
  try {
    tell(`${ROUNDS} rounds of ${COMMAND.argv[0]} beside bare bwrap`);
    const times = await interleave(
      {
        bare: bare.run,
        once: async () => void (await runOnce(backend, COMMAND)),
        again: async () => void (await sandbox.exec(COMMAND)),
        guarded: async () => void (await runOnce(guarded.backend, COMMAND)),
      },
      { rounds: ROUNDS },
    );
    const row = (figure: string, values: readonly number[], note: string): BenchRow =>
      toRow({ bench: "sandbox", figure, value: toMedian(values), unit: "ms", against: "bare bwrap, same flags", againstValue: toMedian(times.bare), better: "smaller", goal: 0.667, n: values.length, note });
    return [
      row("start to exit, one-shot", times.once, "median; makes and removes the sandbox each time"),
      row("start to exit, in a sandbox that stays", times.again, "median; one more exec"),
      row("start to exit, one-shot in a guarded run", times.guarded, "median; egress watched as well"),
      ...(await measurePodman(tell)),
    ];
  } finally {
    await bare.close();
    await sandbox.stop();
  }
};

async function measurePodman(tell: (line: string) => void): Promise<readonly BenchRow[]> {
  const podman = await openBarePodman();
  if (!podman) {
    tell("podman is not installed; no comparison with it");
    return [];
  }
  const backend = createBubblewrapBackend();
  try {
    tell(`${PODMAN_ROUNDS} rounds beside podman run`);
    const times = await interleave({ podman: podman.run, once: async () => void (await runOnce(backend, COMMAND)) }, { rounds: PODMAN_ROUNDS, warmUp: 1 });
    return [
      toRow({ bench: "sandbox", figure: "start to exit, one-shot", value: toMedian(times.once), unit: "ms", against: "podman run", againstValue: toMedian(times.podman), better: "smaller", goal: 1, n: PODMAN_ROUNDS, note: "median" }),
    ];
  } finally {
    await podman.close();
  }
}
