import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startChild } from "./child.ts";
import { keepWorking } from "./keep-working.ts";

/** A worker that writes down its process id between the two things that it does. */
async function givenWorker(first: string, then: string) {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-kept-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const pids = join(folder, "pids");
  await writeFile(join(folder, "worker.mjs"), `import { appendFileSync } from "node:fs";\n${first}\nappendFileSync(${JSON.stringify(pids)}, process.pid + "\\n");\n${then}\n`);
  const kept = keepWorking(() => startChild({ name: "worker", script: "worker.mjs", checkout: folder, environment: {}, logFile: join(folder, "worker.log") }));
  const started = async () => (await readFile(pids, "utf8")).trimEnd().split("\n").map(Number);
  return { kept, started };
}

test("a worker that was killed is started again, until it is stopped", async () => {
  const { kept, started } = await givenWorker('console.log(JSON.stringify({ event: "working" }));', "process.stdin.resume();");
  const find = async () => (await started().catch(() => [])).length;
  await expect.poll(find).toBe(1);
  process.kill((await started())[0] ?? 0, "SIGKILL");
  await expect.poll(find, { timeout: 10_000 }).toBe(2);
  await kept.stop();
  await kept.ended;
  expect((await started()).length).toBe(2);
});

test("one that ends before it works is not started again", async () => {
  const { kept, started } = await givenWorker("", "process.exit(3);");
  expect([await kept.ended, (await started()).length]).toEqual([3, 1]);
});
