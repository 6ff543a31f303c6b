import fc from "fast-check";
import { expect, it } from "vitest";
import { findLines, memberPath, parseJson, toLinedDocument } from "./json-document.ts";

interface Part {
  readonly name: string;
  readonly words: readonly string[];
  readonly other: Readonly<Record<string, string>>;
  readonly components: readonly Part[];
}
const tricky = fc.string({ unit: fc.constantFrom(...Array.from("ab{}[],:\"\\/\n\u2028é")), maxLength: 8 });
const { part } = fc.letrec<{ part: Part }>((tie) => ({
  part: fc.record({ name: tricky, words: fc.array(tricky, { maxLength: 3 }), other: fc.dictionary(tricky, tricky, { maxKeys: 2 }), components: fc.oneof({ depthSize: "small" }, fc.constant([]), fc.array(tie("part"), { maxLength: 3 })) }),
}));

it("every object is known by the line it begins on, whatever its texts hold", () => {
  fc.assert(fc.property(fc.array(part, { maxLength: 4 }), (components) => {
    // One member on a line: an object's first member stands on the line after its brace.
    let marks = 0;
    const mark = (one: Part): unknown => ({ mark: `#${marks++}`, ...one, components: one.components.map(mark) });
    const text = JSON.stringify({ words: ["{"], components: components.map(mark) }, null, 1);
    const lines = text.split("\n");
    const { value, lineOf } = toLinedDocument(text, parseJson(text), new Set(["components"]));
    const check = (parts: readonly { readonly mark: string; readonly components: readonly never[] }[], path: string): void => {
      for (const [index, one] of parts.entries()) {
        expect(lines[lineOf(`${path}[${index}]`) ?? -1]?.trim()).toBe(`"mark": "${one.mark}",`);
        check(one.components, `${path}[${index}].components`);
      }
    };
    check((value as { components: never[] }).components, "components");
  }));
});

it("a text that is no JSON has some lines or none, and ends", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...Array.from("{}[],:\"\\a\n")), maxLength: 200 }), (text) => {
    expect(findLines(text, new Set(["*"])).size).toBeLessThanOrEqual(text.length);
  }));
});

it("a member's path is written as in JavaScript", () => {
  expect([memberPath("", "packages"), memberPath("packages", "node_modules/a"), memberPath("a", "b")]).toEqual(["packages", 'packages["node_modules/a"]', "a.b"]);
});
