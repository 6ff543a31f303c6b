import { createHash } from "node:crypto";
import type { SandboxBackend } from "#engines/sandbox";
import { toSafeLine } from "./hostile-text.rules.ts";
import { TOOLCHAIN } from "./run-plan.rules.ts";
import type { Environment, TargetLanguage } from "./verification.types.ts";

const known = new WeakMap<SandboxBackend, Map<TargetLanguage, Promise<Environment>>>();

/** What runs of this language are made on, measured inside a sandbox, once for each backend of a process. */
export async function measureEnvironment(backend: SandboxBackend, language: TargetLanguage): Promise<Environment> {
  const ofBackend = known.get(backend) ?? new Map<TargetLanguage, Promise<Environment>>();
  known.set(backend, ofBackend);
  const measured = ofBackend.get(language) ?? measure(backend, language);
  ofBackend.set(language, measured);
  try {
    return await measured;
  } catch (cause) {
    // Whoever mends the host need not restart us.
    ofBackend.delete(language);
    throw cause;
  }
}

async function measure(backend: SandboxBackend, language: TargetLanguage): Promise<Environment> {
  const sandbox = await backend.start({ label: "environment" });
  try {
    const ask = async (argv: readonly [string, ...string[]]) => {
      const { outcome, exitCode, stdout, stderr } = await sandbox.exec({ argv });
      // Java says its version on standard error.
      const [first = ""] = new TextDecoder().decode(stdout.length > 0 ? stdout : stderr).split("\n");
      return outcome === "exited" && exitCode === 0 ? toSafeLine(first) : null;
    };
    const { memoryLimit, processLimit, hostUser } = sandbox.info;
    const found = { backend: backend.name, kernel: (await ask(["uname", "-srm"])) ?? "unknown", toolchain: await ask(TOOLCHAIN[language]), limits: `memory by ${memoryLimit}, processes by ${processLimit}, as ${hostUser}` };
    return { ...found, digest: createHash("sha256").update(JSON.stringify(found)).digest("hex") };
  } finally {
    await sandbox.stop();
  }
}
