import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createBubblewrapBackend } from "#engines/sandbox";
import { buildBundle, crashSignature, readBundle, reproduce, verifyPatch } from "#engines/verification";
import type { EvidenceBundle, EvidenceManifest, TargetRecipe } from "#engines/verification";

interface Project {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly recipe: TargetRecipe;
  readonly controls: readonly string[];
}

const FOLDER = join(import.meta.dirname, "../../apps/exercise/projects");
const FUZZING_RUNS = 600;
const backend = createBubblewrapBackend();

const readProject = async (name: string) => JSON.parse(await readFile(join(FOLDER, name, "breakwater.json"), "utf8")) as Project;
const readPatch = async (name: string, kind: "good" | "bad") => await readFile(join(FOLDER, "patches", `${name}.${kind}.diff`));

/** What any beginner's fuzzer does: change, repeat or take out a few bytes of a benign input. */
async function fuzz(name: string, { recipe, controls }: Project): Promise<Uint8Array> {
  let state = 2026;
  const random = (below: number) => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 8) % below;
  const seeds = await Promise.all(controls.map(async (path) => await readFile(join(FOLDER, name, path))));
  const sandbox = await backend.start();
  try {
    await sandbox.copyIn(join(FOLDER, name), "project");
    for (const [program = "", ...rest] of recipe.build) await sandbox.exec({ argv: [program, ...rest], cwd: "/box/project" });
    for (let run = 0; run < FUZZING_RUNS; run += 1) {
      const bytes = [...(seeds[run % seeds.length] ?? [])];
      const at = random(bytes.length);
      if (run % 2 === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      else bytes.splice(at, 0, ...bytes.slice(at, at + random(48)));
      await sandbox.write("input", Uint8Array.from(bytes));
      const [program = "", ...rest] = recipe.run.map((word) => word.replace("{input}", "/box/input"));
      const result = await sandbox.exec({ argv: [program, ...rest], cwd: "/box/project", env: { ASAN_OPTIONS: "detect_leaks=0:symbolize=0:exitcode=99" } });
      if (crashSignature(result.stderr, result)) return Uint8Array.from(bytes);
    }
  } finally {
    await sandbox.stop();
  }
  throw new Error(`No crash of ${name} in ${FUZZING_RUNS} runs`);
}

async function makeBundle(name: string, crashClass: string): Promise<EvidenceBundle> {
  const project = await readProject(name);
  const files = new Map<string, Uint8Array>([["reproducer.bin", await fuzz(name, project)]]);
  for (const entry of await readdir(join(FOLDER, name), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(`source/${path.slice(join(FOLDER, name).length + 1)}`, await readFile(path));
  }
  const draft: Omit<EvidenceManifest, "files"> = {
    schema: "breakwater-evidence/1",
    title: `${crashClass} in ${name}`,
    description: "Found by mutation of a benign input.",
    weakness: "CWE-787",
    target: { name, version: project.version, repository: project.repository, location: name === "tinyini" ? "src/ini.c" : "src/pktdump.c", source: "source", recipe: project.recipe },
    reproducer: { input: "reproducer.bin" },
    expected: { kind: "sanitizer", class: crashClass },
    controls: project.controls.map((path) => `source/${path}`),
    candidatePatch: null,
    provenance: { finder: "test", aiGenerated: false, model: null, harness: null, humanReview: "none" },
  };
  return await readBundle(await buildBundle(draft, files));
}

describe.each([
  ["tinyini", "heap-buffer-overflow", "copy_value ini.c:"],
  ["pktdump", "stack-buffer-overflow", "print_label pktdump.c:"],
])("the exercise project %s", (name, crashClass, site) => {
  it("has a fault that a simple mutation fuzzer finds, that reproduces, and that only the good patch mends", { timeout: 90_000 }, async () => {
    const bundle = await makeBundle(name, crashClass);
    const reproduction = await reproduce(bundle, backend);
    expect(reproduction.outcome).toEqual({ outcome: "reproduced", k: 3, n: 3 });
    expect(reproduction.signature?.class).toBe(crashClass);
    expect(reproduction.site).toContain(site);

    const good = await verifyPatch({ bundle, patch: await readPatch(name, "good"), backend });
    expect([good.verdict, good.reason]).toEqual(["verified", expect.stringContaining("the tests pass")]);
    const bad = await verifyPatch({ bundle, patch: await readPatch(name, "bad"), backend });
    expect([bad.verdict, bad.evidence.steps.filter((step) => !step.ok).map((step) => step.step)]).toEqual(["breaks-behaviour", ["controls", "tests-after"]]);
  });
});
