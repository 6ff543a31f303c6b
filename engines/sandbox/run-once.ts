import type { ExecCommand, ExecResult, SandboxBackend, StartOptions } from "./sandbox.types.ts";

/** A command, with the files it finds below `/box`. */
export interface OneShot extends ExecCommand {
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
}

/** One command in a sandbox of its own, which is gone when this resolves. Throws `SandboxError` like `exec`. */
export async function runOnce(backend: SandboxBackend, { files, ...command }: OneShot, options?: StartOptions): Promise<ExecResult> {
  const sandbox = await backend.start(options);
  try {
    for (const [path, content] of Object.entries(files ?? {})) await sandbox.write(path, content);
    return await sandbox.exec(command);
  } finally {
    await sandbox.stop();
  }
}
