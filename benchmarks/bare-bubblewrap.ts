import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBubblewrapBackend, SandboxError } from "#engines/sandbox";

export interface BareBubblewrap {
  /** Starts bwrap with the engine's own flags around /bin/true, and waits for its end. */
  readonly run: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const BWRAP = "/usr/bin/bwrap";
const FIRST_FILE = 5;
const FILES = 3;

// Stands in for bwrap once: writes down what the engine asked of it, and fails.
const RECORDER = (folder: string) => `#!/bin/sh
[ "$1" = --version ] && exec ${BWRAP} --version
[ -e ${folder}/flags ] && exit 1
id -u > ${folder}/user
${Array.from({ length: FILES }, (_, index) => `cat <&${FIRST_FILE + index} > ${folder}/file-${index}`).join("\n")}
printf '%s\\n' "$@" > ${folder}/flags
exit 1
`;

async function record(folder: string): Promise<readonly string[]> {
  await chmod(folder, 0o777);
  await writeFile(join(folder, "bwrap"), RECORDER(folder), { mode: 0o755 });
  try {
    await createBubblewrapBackend({ program: join(folder, "bwrap") }).start();
  } catch (cause) {
    if (!(cause instanceof SandboxError) || cause.code !== "unavailable") throw cause;
  }
  return (await readFile(join(folder, "flags"), "utf8")).split("\n").slice(0, -1);
}

/** Without what only the engine listens to, and with a folder of our own as /box. */
function toBareFlags(flags: readonly string[], work: string): string[] {
  const bare = flags.slice(0, flags.indexOf("--"));
  for (const listened of ["--json-status-fd", "--block-fd"]) bare.splice(bare.indexOf(listened), 2);
  bare[bare.indexOf("/box") - 1] = work;
  return bare;
}

/** bwrap by itself with the flags the engine gives it today, learned from the engine and not written down twice. */
export async function openBareBubblewrap(): Promise<BareBubblewrap> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-bare-"));
  const recorded = await record(folder);
  const work = join(folder, "work");
  await mkdir(work);
  const user = Number(await readFile(join(folder, "user"), "utf8"));
  const account = process.getuid?.() === 0 ? { uid: user, gid: user } : {};
  if (process.getuid?.() === 0) await chown(work, user, user);
  const flags = toBareFlags(recorded, work);
  return {
    async run() {
      const files = Array.from({ length: FILES }, (_, index) => openSync(join(folder, `file-${index}`), "r"));
      const child = spawn(BWRAP, [...flags, "--", "/bin/true"], { stdio: ["ignore", "ignore", "ignore", "ignore", "ignore", ...files], cwd: "/", env: {}, detached: true, ...account });
      for (const file of files) closeSync(file);
      const [exitCode] = (await once(child, "close")) as [number | null];
      if (exitCode !== 0) throw new Error(`bare bwrap ended with ${exitCode}`);
    },
    close: () => rm(folder, { recursive: true }),
  };
}
