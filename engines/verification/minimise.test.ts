import { createBubblewrapBackend } from "#engines/sandbox";
import { describe, expect, it } from "vitest";
import { makeBundle } from "./greeter.fixture.ts";
import { minimise } from "./minimise.ts";

const backend = createBubblewrapBackend();

describe("minimising a reproducer", () => {
  it("keeps the signature, drops the rest, and says that no byte more can go", async () => {
    const bundle = await makeBundle({}, { "crash.txt": `${"xyz ".repeat(30)}\nand more\n${"of this\n".repeat(20)}` });
    const minimised = await minimise(bundle, backend);
    // Sixteen bytes and the end of the string go over the end of sixteen.
    expect(minimised).toEqual({
      input: expect.objectContaining({ length: 16 }) as unknown,
      signature: { kind: "address", class: "heap-buffer-overflow", access: { kind: "write", bytes: null }, frames: expect.any(Array) as unknown },
      runs: expect.any(Number) as number,
      ended: "minimal",
    });
    expect(minimised?.runs).toBeLessThan(150);
  });

  it("stops at its budget of runs and of time with what it has so far", async () => {
    const bundle = await makeBundle({}, { "crash.txt": "A".repeat(200) });
    const few = await minimise(bundle, backend, { maxRuns: 3 });
    expect([few?.ended, few?.runs, (few?.input.length ?? 0) < 200]).toEqual(["out-of-runs", 4, true]);
    let now = 0;
    const brief = await minimise(bundle, backend, { maxTimeMs: 25, clock: () => (now += 10) });
    expect([brief?.ended, (brief?.runs ?? 0) < 6]).toEqual(["out-of-time", true]);
  });

  it("has nothing to begin with where the bundle shows nothing", async () => {
    expect(await minimise(await makeBundle({ reproducer: { input: "controls/short.txt" } }), backend)).toBeUndefined();
  });
});
