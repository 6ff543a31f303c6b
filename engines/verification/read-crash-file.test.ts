import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asan, gdb, python } from "./crash-report.fixture.ts";
import { toSignature } from "./crash-signature.rules.ts";
import { files, draft } from "./greeter.fixture.ts";
import { buildBundle } from "./pack-bundle.ts";
import { nameBuild, readCrashFile } from "./read-crash-file.ts";

const encode = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

const casr = (fields: Record<string, unknown>) => ({ CrashSeverity: { ShortDescription: "AccessViolation" }, Stacktrace: gdb.trimEnd().split("\n"), ExecutablePath: "/usr/bin/crane", ...fields });

const ossFuzz = (id: string, number: number, fields: Record<string, unknown> = {}) => ({
  id,
  details: `OSS-Fuzz report: https://tracker.example/detail?id=${number}\n\n\`\`\`\nCrash type: Heap-buffer-overflow WRITE 4\nCrash state:\nharbour::berth\nmoor\nstart\n\`\`\`\n`,
  references: [{ type: "REPORT", url: `https://tracker.example/detail?id=${number}` }],
  affected: [{ package: { name: "harbour", ecosystem: "OSS-Fuzz" }, ranges: [{ type: "GIT", events: [{ introduced: "c0ffee" }, { fixed: "beef" }] }] }],
  ...fields,
});

describe("a file of a heap of crashes", () => {
  it("is a bundle by its bytes, whatever its name", async () => {
    const bytes = await buildBundle(draft, files);
    const file = await readCrashFile("crash.txt", bytes);
    expect([file.kind, file.kind === "bundle" && file.bundle.manifest.title]).toEqual(["bundle", draft.title]);
    expect(await readCrashFile("crash.tar", bytes.subarray(0, 1_000))).toEqual({ kind: "unreadable", reason: expect.stringContaining("tar") as string });
  });

  it("is a report of a sanitizer or runtime", async () => {
    const file = await readCrashFile("a.txt", encode(asan));
    expect(file.kind === "reports" && file.records.map(({ id, target, trace }) => [id, target, toSignature(trace).class])).toEqual([["a.txt", null, "heap-buffer-overflow"]]);
  });

  it("is a report of CASR: what the runtime printed where it holds that, else its stack", async () => {
    const read = async (value: unknown) => {
      const file = await readCrashFile("1.casrep", encode(value));
      return file.kind === "reports" ? file.records.map(({ trace }) => [toSignature(trace).class, toSignature(trace).frames[0]]) : file;
    };
    expect(await read(casr({}))).toEqual([["AccessViolation", "crane_free"]]);
    expect(await read(casr({ AsanReport: asan.split("\n") }))).toEqual([["heap-buffer-overflow", "harbour::Log::append"]]);
    expect(await read(casr({ PythonReport: python.split("\n"), AsanReport: [] }))).toEqual([["KeyError", "pilot.steer"]]);
    expect(await read(casr({ Stacktrace: [] }))).toEqual({ kind: "unreadable", reason: "a CASR report without a stack" });
    expect(await read(casr({ Stacktrace: [7] }))).toEqual({ kind: "unreadable", reason: "a CASR report without a stack" });
  });

  it("is OSS-Fuzz's record, one or one a line; of the fix nothing is read", async () => {
    const one = await readCrashFile("one.json", encode(ossFuzz("OSV-1", 66_000)));
    expect(one).toEqual({
      kind: "reports",
      records: [{
        id: "one.json",
        target: "OSS-Fuzz/harbour",
        build: null,
        regression: { introducedIn: "c0ffee", reportedDay: 2_000 },
        trace: { language: "native", kind: "address", class: "heap-buffer-overflow", access: { kind: "write", bytes: 4 }, stack: ["harbour::berth", "moor", "start"].map((name) => ({ function: name, file: null, line: null, module: null, offset: null, buildId: null, isOwn: true })) },
      }],
    });
    const lines = await readCrashFile("all.jsonl", encode(`${JSON.stringify(ossFuzz("OSV-1", 66_000))}\n${JSON.stringify(ossFuzz("OSV-2", 66_033))}\n`));
    expect(lines.kind === "reports" && lines.records.map(({ id, regression }) => [id, regression?.reportedDay])).toEqual([["all.jsonl#OSV-1", 2_000], ["all.jsonl#OSV-2", 2_001]]);
  });

  it("is unreadable with a reason where it is nothing of these", async () => {
    const reason = async (bytes: Uint8Array) => {
      const file = await readCrashFile("x", bytes);
      return file.kind === "unreadable" ? file.reason : file.kind;
    };
    expect(await reason(encode("all is\u001b[31m well"))).toBe('no crash report in it; it begins with "all is\\u001b[31m well"');
    expect(await reason(encode({ id: "OSV-1" }))).toBe("JSON, but neither a CASR report nor an OSS-Fuzz record with a crash state");
    expect(await reason(new Uint8Array())).toContain("no crash report");
  });

  it("is read without an error, whatever is in it", async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc.json().map(encode),
      fc.record({ CrashSeverity: fc.jsonValue(), Stacktrace: fc.oneof(fc.jsonValue(), fc.array(fc.string())), AsanReport: fc.jsonValue() }).map(encode),
      fc.record({ id: fc.oneof(fc.string(), fc.jsonValue()), details: fc.string().map((text) => `Crash type: ${text}\nCrash state:\n${text}\n`), references: fc.jsonValue(), affected: fc.oneof(fc.jsonValue(), fc.constant([{ package: { name: "a", ecosystem: "b" } }])) }).map(encode),
    );
    await fc.assert(fc.asyncProperty(anything, async (bytes) => {
      expect(["reports", "unreadable"]).toContain((await readCrashFile("x", bytes)).kind);
    }), { numRuns: 400 });
  });
});

describe("the name of a build", () => {
  it("is the same for one source and recipe, and another for another", async () => {
    const name = async (changes: Partial<typeof draft>, source: string) => {
      const file = await readCrashFile("x", await buildBundle({ ...draft, ...changes }, new Map([...files, ["source/src/greeter.c", encode(source)]])));
      return file.kind === "bundle" ? nameBuild(file.bundle) : file;
    };
    const first = await name({}, "int main(void) { return 0; }\n");
    expect(await name({ title: "another finding" }, "int main(void) { return 0; }\n")).toBe(first);
    expect(await name({}, "int main(void) { return 1; }\n")).not.toBe(first);
  });
});
