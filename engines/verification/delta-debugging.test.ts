import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortenInput, takeAway } from "./delta-debugging.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const endless = { left: () => true };

describe("taking away", () => {
  it("leaves exactly the parts the failure needs, whichever they are", async () => {
    const example = fc.integer({ min: 1, max: 60 }).chain((length) => fc.tuple(fc.constant(length), fc.uniqueArray(fc.nat(length - 1), { maxLength: 8 })));
    await fc.assert(
      fc.asyncProperty(example, async ([length, needed]) => {
        const parts = Array.from({ length }, (_, index) => index);
        expect(await takeAway(parts, async (rest) => needed.every((part) => rest.includes(part)), endless)).toEqual(needed.toSorted((left, right) => left - right));
      }),
    );
  });

  it("leaves nothing of which one part alone could go, where parts depend on each other", async () => {
    // Fails with an even number of parts above two.
    const fails = async (parts: readonly number[]) => parts.length % 2 === 0 && parts.length > 2;
    const rest = await takeAway(Array.from({ length: 40 }, (_, index) => index), fails, endless);
    for (const [at] of rest.entries()) expect(await fails(rest.toSpliced(at, 1))).toBe(false);
    expect(await fails(rest)).toBe(true);
  });

  it("takes runs in the order of the logarithm where one part is needed", async () => {
    let runs = 0;
    await takeAway(Array.from({ length: 4_096 }, (_, index) => index), async (rest) => {
      runs += 1;
      return rest.includes(1_234);
    }, endless);
    expect(runs).toBeLessThan(60);
  });

  it("stops at the budget with what it has", async () => {
    let runs = 0;
    const budget = { left: () => runs < 10 };
    const rest = await takeAway(Array.from({ length: 100 }, (_, index) => index), async (parts) => {
      runs += 1;
      return parts.includes(50);
    }, budget);
    expect([runs, rest.includes(50), rest.length < 100]).toEqual([10, true, true]);
  });
});

describe("shortening an input", () => {
  it("takes lines, then words, then bytes of a text", async () => {
    const text = `header one\n${Array.from({ length: 40 }, (_, index) => `line ${index} says nothing of note\n`).join("")}the field value=12345 (here)\nfooter\n`;
    let runs = 0;
    const shortest = await shortenInput(encode(text), async (input) => {
      runs += 1;
      return /value=\d/.test(decode(input));
    }, endless);
    expect([decode(shortest).replace(/\d/, "n"), runs < 120]).toEqual(["value=n", true]);
  });

  it("takes bytes of anything else", async () => {
    const input = Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256);
    const shortest = await shortenInput(input, async (bytes) => bytes.includes(0) && bytes.includes(0xff), endless);
    expect([...shortest].toSorted((left, right) => left - right)).toEqual([0, 255]);
  });
});
