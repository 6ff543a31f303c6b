import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { LogError } from "./log.errors.ts";

const LOCK = "writer.lock";

/** Makes this process the only writer of a run's folder, until it ends, however it ends. Returns what gives the place up. */
export async function lockForWriting(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK);
  const own = join(folder, `${LOCK}.${randomUUID()}`);
  const holder = await describeProcess(process.pid);
  await writeFile(own, holder, { flag: "wx" });
  try {
    while (!(await isLinked(own, path))) {
      const found = await readFile(path, "utf8").catch(passMissing);
      if (found === undefined) continue;
      const pid = /^\d{1,10}/.exec(found)?.[0];
      if (pid !== undefined && (await describeProcess(Number(pid))) === found) throw new LogError("in-use", folder, `process ${pid} is writing it; end that first, or use another folder`);
      await removeStale(path, { found, aside: `${own}.stale` });
    }
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(path, { force: true });
}

/** Whether a process that still lives is writing the run in this folder. */
export async function isBeingWritten(folder: string): Promise<boolean> {
  const found = await readFile(join(folder, LOCK), "utf8").catch(passMissing);
  const pid = found === undefined ? undefined : /^\d{1,10}/.exec(found)?.[0];
  return pid !== undefined && (await describeProcess(Number(pid))) === found;
}

/** Its holder was killed. Of two who see this, the slower one may take away the quicker one's new lock, and puts it back. */
async function removeStale(path: string, { found, aside }: { readonly found: string; readonly aside: string }): Promise<void> {
  await rename(path, aside).catch(passMissing);
  const taken = await readFile(aside, "utf8").catch(passMissing);
  if (taken !== undefined && taken !== found) await isLinked(aside, path);
  await rm(aside, { force: true });
}

async function isLinked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  }
}

/** Process and, where the system tells it, when it began: process ids are used again. Of a process that is gone, nothing. */
async function describeProcess(pid: number): Promise<string> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isSystemError(error, "ESRCH")) return "";
    if (!isSystemError(error, "EPERM")) throw error;
  }
  const status = await readFile(`/proc/${pid}/stat`, "latin1").catch(passMissing);
  // Field 22, counted behind the name, which may hold blanks and parentheses.
  const startedAt = status?.slice(status.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${startedAt}`;
}

function passMissing(error: unknown): undefined {
  if (isSystemError(error, "ENOENT")) return undefined;
  throw error;
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
