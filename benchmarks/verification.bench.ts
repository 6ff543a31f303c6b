// Reproductions per second of a small target under AddressSanitizer: through the engine, each in a sandbox of its own that
// is made, filled, watched, judged and removed, three at a time on two cores; beside a bare shell loop of bwrap around the
// same program, and beside two such loops at once, which is all that two cores can do.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createBubblewrapBackend, openGuardedRun } from "#engines/sandbox";
import { packBundle, prepareReproduction, readBundle } from "#engines/verification";
import { interleave, toMedian, toRow, type Measure } from "./bench-row.ts";

const TARGET = join(import.meta.dirname, "../engines/verification/targets/tlv");
const CORES = 2;
// One more than cores: while a sandbox is set up or removed, its core would wait for the kernel.
const AT_ONCE = 3;
const ROUNDS = 9;
const RUNS = 40;
const run = promisify(execFile);

/** No limits, no seccomp, no fresh folder, nobody who reads the report. */
const BARE_LOOP = [
  'i=0; while [ "$i" -lt "$2" ]; do',
  "bwrap --unshare-all --die-with-parent --new-session --cap-drop ALL --clearenv --setenv ASAN_OPTIONS detect_leaks=0:symbolize=0",
  "--ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --proc /proc --dev /dev --tmpfs /tmp",
  '--ro-bind "$1" /box --chdir /box ./tlv reproducer > /dev/null 2>&1;',
  "i=$((i + 1)); done",
].join(" ");

const inLanes = async (lanes: number, work: () => Promise<unknown>): Promise<void> => void (await Promise.all(Array.from({ length: lanes }, work)));
const toRate = (times: readonly number[], lanes: number): number => (lanes * RUNS * 1000) / toMedian(times);

async function prepare() {
  const bundle = await readBundle(await packBundle(TARGET));
  const { backend } = await openGuardedRun(createBubblewrapBackend());
  const prepared = await prepareReproduction(bundle, backend);
  if ("outcome" in prepared) throw new Error(`the target ${prepared.outcome}: ${prepared.detail}`);
  return { prepared, build: bundle.manifest.target.recipe.build };
}

export const measure: Measure = async (tell) => {
  const { prepared, build } = await prepare();
  const folder = await mkdtemp(join(tmpdir(), "breakwater-bench-"));
  try {
    await cp(join(TARGET, "source"), folder, { recursive: true });
    await cp(join(TARGET, "reproducer"), join(folder, "reproducer"));
    for (const [program = "", ...rest] of build) await run(program, rest, { cwd: folder });
    tell(`${ROUNDS} rounds of ${AT_ONCE} x ${RUNS} reproductions beside bare loops`);
    const loop = () => run("/bin/sh", ["-c", BARE_LOOP, "sh", folder, String(RUNS)]);
    const times = await interleave(
      {
        bare: async () => void (await loop()),
        bareTwice: () => inLanes(CORES, loop),
        engine: () =>
          inLanes(AT_ONCE, async () => {
            for (let done = 0; done < RUNS; done += 1) if (!(await prepared.run()).shown) throw new Error("a run did not reproduce");
          }),
      },
      { rounds: ROUNDS, warmUp: 1 },
    );
    const row = (against: string, againstValue: number, goal: number) =>
      toRow({
        bench: "verification", figure: "reproductions of an ASAN target on 2 cores", value: toRate(times.engine, AT_ONCE), unit: "1/s", against, againstValue,
        better: "larger", goal, n: ROUNDS * AT_ONCE * RUNS, note: "three at a time, median round; each in a fresh sandbox of a guarded run, judged by its crash",
      });
    return [row("a bare loop of bwrap, symbolize=0", toRate(times.bare, 1), 0.8), row("two bare loops at once", toRate(times.bareTwice, CORES), 0.4)];
  } finally {
    await rm(folder, { recursive: true });
  }
};
