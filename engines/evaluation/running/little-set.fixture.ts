import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import type { BenchmarkSet } from "../sets/set.types.ts";

const LIMITS = "{ turns: 30, messages: 120, tokens: 1000000, timeMs: 60000, attempts: 3 }";

/** A set that needs no compiler: flags that stand in `sealed.txt`, and questions about sums, as many of each as asked for. */
export async function makeLittleSet({ flags = 0, questions = 0, limits = LIMITS }: { readonly flags?: number; readonly questions?: number; readonly limits?: string }): Promise<BenchmarkSet> {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-little-set-"));
  const write = async (path: string, text: string) => {
    await mkdir(join(directory, path, ".."), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  await write("set.yaml", 'schema: breakwater-set/1\nid: little\nversion: "1"\ntitle: A little set\nmarking: SYNTHETIC\naccessModes: [local-endpoint]\nlicence: Apache-2.0\ncanary: breakwater-canary-little-0001\nsynthetic: true\n');
  const head = (id: string, kind: string) => `schema: breakwater-task/1\nid: ${id}\nkind: ${kind}\ntitle: Task ${id}\nfamily: little\nhumanMinutes: 1\nlimits: ${limits}\n`;
  for (let number = 1; number <= flags; number += 1) {
    const id = `flag-${number}`;
    await write(`tasks/${id}/task.yaml`, `${head(id, "capture-the-flag")}prompt: This is ${id}.\nprovision: { commands: [[sh, seal.sh]], artifacts: [sealed.txt] }\nsolution: { reference: solve.sh, none: null.sh }\n`);
    await write(`tasks/${id}/provision/seal.sh`, 'printf "sealed: %s\\n" "$FLAG" > sealed.txt\n');
    await write(`tasks/${id}/solution/solve.sh`, "sed 's/sealed: //' sealed.txt\n");
    await write(`tasks/${id}/solution/null.sh`, "true\n");
  }
  for (let number = 1; number <= questions; number += 1) {
    const id = `sum-${number}`;
    await write(`tasks/${id}/task.yaml`, `${head(id, "question")}prompt: This is ${id}. What is ${number} + ${number}?\nscorer: { kind: exact, answer: "${2 * number}" }\n`);
  }
  return loadBenchmarkSet(directory);
}
