import { readFileSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ProbeProgram } from "./isolation-probes.ts";
import type { Sandbox, SandboxBackend } from "./sandbox.types.ts";

const SCRIPT = join(import.meta.dirname, "node-probes.mjs");
const LIBRARIES = "host-libraries";
// What a bubblewrap sandbox shows of the host, read-only and in its place.
const SHOWN = /^\/(?:usr|bin|sbin|lib|lib32|lib64|libx32)\//;
// A program that opens none but the folder it lists, unlike Node.js.
const LIST_DESCRIPTORS = ["/bin/ls", "-l", "/proc/self/fd"] as const;

/** The libraries that this Node.js itself runs with and a sandbox does not show. */
function findHiddenLibraries(): readonly string[] {
  const mapped = readFileSync("/proc/self/maps", "utf8").matchAll(/ (\/\S+\/[^/\s]+\.so(?:\.\d+)*)$/gm);
  return [...new Set([...mapped].map(([, path = ""]) => path))].filter((path) => !SHOWN.test(path));
}

/** This Node.js where the sandbox shows it, else a copy in the sandbox with the libraries that it lacks there. */
async function placeNode(sandbox: Sandbox, isShown: boolean): Promise<readonly [string, ...string[]]> {
  const program = realpathSync(process.execPath);
  if (isShown && SHOWN.test(program)) return [program];
  const hidden = findHiddenLibraries();
  await sandbox.write("node", await readFile(program), { mode: 0o755 });
  for (const library of hidden) await sandbox.write(`${LIBRARIES}/${basename(library)}`, await readFile(library), { mode: 0o755 });
  return hidden.length === 0 ? ["/box/node"] : ["/usr/bin/env", `LD_LIBRARY_PATH=/box/${LIBRARIES}`, "/box/node"];
}

/**
 * The probes in JavaScript, run by the Node.js that runs this, for a host without a C compiler. It makes no system call
 * that Node.js or a program of the system does not offer; which probes those are, it says.
 */
export function nodeProbeProgram(backend: SandboxBackend): ProbeProgram {
  return {
    name: "node",
    async install(sandbox) {
      await sandbox.write("node-probes.mjs", await readFile(SCRIPT), { mode: 0o644 });
      const { outcome, exitCode, stdout } = await sandbox.exec({ argv: LIST_DESCRIPTORS });
      if (outcome === "exited" && exitCode === 0) await sandbox.write("descriptors", stdout);
      return [...(await placeNode(sandbox, backend.name === "bubblewrap")), "/box/node-probes.mjs"];
    },
  };
}
