import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportLog, exportRedacted } from "#engines/evaluation";
import { run } from "./inspect.ts";

const INSPECT = join(import.meta.dirname, "../../../shared/data/inspect");
const SCHEMA = join(INSPECT, "inspect-openapi.json");
const OWN_LOG = join(import.meta.dirname, "../../engines/evaluation/logs/fixtures/three-lamps.eval");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-inspect-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the suite inspect", () => {
  it("reads a log of our own to its end, and names what is none", async () => {
    const nothing = join(import.meta.dirname, "inspect.ts");
    expect(await run([OWN_LOG, nothing])).toEqual({
      suite: "inspect", passed: 1, failed: 1, skipped: 0, samples: 3, events: 48,
      failures: [{ id: nothing, expected: "a log that is read to its end", got: `${nothing}: is not an .eval log: it has no end of a ZIP archive` }],
    });
  });

  // Skipped where Inspect's logs do not lie beside the repository.
  it.skipIf(!existsSync(join(INSPECT, "logs")))("reads every log that Inspect's own tests read", async () => {
    expect(await run([join(INSPECT, "logs")])).toEqual({ suite: "inspect", passed: 10, failed: 0, skipped: 0, samples: 31, events: 358, failures: [] });
  });

  // Skipped where Inspect's schema does not lie beside the repository.
  it.skipIf(!existsSync(SCHEMA))("finds that what we write is what Inspect's schema says, with parts withheld as well", async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema({ ...(JSON.parse(await readFile(SCHEMA, "utf8")) as object), $id: "inspect" });
    const whole = join(folder, "whole.json");
    await exportLog(OWN_LOG, whole, "json");
    await exportRedacted(OWN_LOG, join(folder, "redacted.eval"), { parts: ["text", "reasoning", "toolCalls", "arguments", "output", "answer", "message", "stages"], samples: [] });
    await exportLog(join(folder, "redacted.eval"), join(folder, "redacted.json"), "json");
    await exportRedacted(OWN_LOG, join(folder, "withheld.eval"), { parts: [], samples: [] });
    await exportLog(join(folder, "withheld.eval"), join(folder, "withheld.json"), "json");
    expect(ajv.validate({ $ref: "inspect#/components/schemas/EvalLog" }, { version: 2 })).toBe(false);
    for (const name of ["whole", "redacted", "withheld"]) {
      const log: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8"));
      const isValid = ajv.validate({ $ref: "inspect#/components/schemas/EvalLog" }, log);
      expect([name, isValid, ajv.errors?.slice(0, 5) ?? []]).toEqual([name, true, []]);
    }
  });
});
