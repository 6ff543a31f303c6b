import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mutate, seeded } from "./mutate.ts";
import { PARSERS } from "./parsers.ts";
import { readCorpus, tryParser } from "./try-parser.ts";

// `npm run fuzz` goes on for as long as one likes and follows coverage; this is what every change has to pass.
describe.each(PARSERS)("$name", (parser) => {
  test("reads or refuses every input that is kept", async () => {
    const corpus = readCorpus(parser.name);
    expect(corpus.length).toBeGreaterThan(0);
    for (const bytes of corpus) expect(await tryParser(parser, bytes)).toBeUndefined();
  });

  test("reads or refuses whatever comes, in its own words, and changes nothing that others share", async () => {
    const corpus = readCorpus(parser.name);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        expect(await tryParser(parser, bytes)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const next = seeded(seed);
        expect(await tryParser(parser, mutate(corpus[next(corpus.length)] ?? new Uint8Array(), corpus, next))).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });
});
