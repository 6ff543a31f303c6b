import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createBubblewrapBackend } from "#engines/sandbox";

export interface BarePodman {
  /** `podman run --rm` without network, of a program that does nothing. */
  readonly run: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const execute = promisify(execFile);
const IMAGE = "localhost/breakwater-bench:1";

/** A program of its own that does nothing, so that the image needs no libraries. */
async function buildImage(tar: string): Promise<void> {
  const sandbox = await createBubblewrapBackend().start();
  try {
    await sandbox.write("root/true.c", "int main(void) { return 0; }\n");
    const built = await sandbox.exec({ argv: ["/bin/sh", "-c", "cd root && cc -O1 -static -o true true.c && rm true.c && mkdir proc dev sys && tar -cf ../image.tar ."] });
    if (built.exitCode !== 0) throw new Error(`The image for podman could not be built: ${new TextDecoder().decode(built.stderr)}`);
    await writeFile(tar, await sandbox.read("image.tar"));
  } finally {
    await sandbox.stop();
  }
}

/** Undefined where podman is not installed. */
export async function openBarePodman(): Promise<BarePodman | undefined> {
  if (!existsSync("/usr/bin/podman")) return undefined;
  // runc and cgroupfs work where crun and systemd are missing.
  const podman = ["--cgroup-manager=cgroupfs", ...(existsSync("/usr/sbin/runc") ? ["--runtime", "runc"] : [])];
  const folder = await mkdtemp(join(tmpdir(), "breakwater-podman-"));
  try {
    await buildImage(join(folder, "image.tar"));
    await execute("/usr/bin/podman", [...podman, "import", join(folder, "image.tar"), IMAGE]);
  } finally {
    await rm(folder, { recursive: true });
  }
  return {
    run: async () => void (await execute("/usr/bin/podman", [...podman, "run", "--rm", "--network", "none", "--ulimit", "nofile=1024", "--ulimit", "nproc=1024", IMAGE, "/true"])),
    close: async () => void (await execute("/usr/bin/podman", [...podman, "rmi", IMAGE])),
  };
}
