import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { IdentifierError } from "../exposure.errors.ts";
import { compareCpes, compareCpeValues, type SetRelation } from "./compare-cpe.ts";
import { parseCpe, toCpeUri, toFormattedCpe, type CpeValue } from "./cpe.ts";

describe("a CPE name", () => {
  it("is read from the formatted string and from the URI", () => {
    expect(parseCpe("cpe:2.3:h:Acme:pump\\:mk2:1.4\\.2:*:*:*:*:*:*:*")).toMatchObject({ part: "h", vendor: "acme", product: "pump:mk2", version: "1.4.2", update: "*" });
    expect(parseCpe("cpe:/a:acme:tinyini:1.3")).toMatchObject({ part: "a", vendor: "acme", product: "tinyini", version: "1.3", update: "*" });
  });

  // NISTIR 7695, sections 6.1.2.4, 6.1.3.3, 6.2.2.3 and 6.2.3.3: the examples' shapes, with names of our own.
  it.each([
    ["cpe:/a:acme:browser:8.0.6001:beta", "cpe:2.3:a:acme:browser:8.0.6001:beta:*:*:*:*:*:*"],
    ["cpe:/a:acme:browser:8.%02:sp%01", "cpe:2.3:a:acme:browser:8.*:sp?:*:*:*:*:*:*"],
    ["cpe:/a:acme:insight:7.4.0.1570:-:~~online~win2003~x64~", "cpe:2.3:a:acme:insight:7.4.0.1570:-:*:*:online:win2003:x64:*"],
    ["cpe:/a:acme:manager:9.1::~~~linux~~", "cpe:2.3:a:acme:manager:9.1:*:*:*:*:linux:*:*"],
    ["cpe:/a:foo%5cbar:big%24money_2010:::~~special~ipod_touch~80gb~", "cpe:2.3:a:foo\\\\bar:big\\$money_2010:*:*:*:*:special:ipod_touch:80gb:*"],
    ["cpe:/h:acme:pump", "cpe:2.3:h:acme:pump:*:*:*:*:*:*:*:*"],
    ["cpe:/o:acme:pump_firmware:-", "cpe:2.3:o:acme:pump_firmware:-:*:*:*:*:*:*:*"],
  ])("%s and %s are one name in two bindings", (uri, formatted) => {
    expect([toFormattedCpe(parseCpe(uri)), toCpeUri(parseCpe(formatted))]).toEqual([formatted, uri]);
    expect(parseCpe(uri)).toEqual(parseCpe(formatted));
  });

  it.each([
    "acme:tinyini", "cpe:2.3:a:acme:tinyini", "cpe:/z:acme:x", "cpe:/a:%zz", "cpe:2.3:a:ac*me:x:*:*:*:*:*:*:*:*", "cpe:2.3:a:acme::*:*:*:*:*:*:*:*",
    "cpe:2.3:a:acme:**:*:*:*:*:*:*:*:*", "cpe:2.3:a:acme:x\\:*:*:*:*:*:*:*", "cpe:/a:b:c:d:e:f:g:h", `cpe:/a:${"x".repeat(2000)}`,
  ])("is refused when malformed: %.60s", (text) => {
    expect(() => parseCpe(text)).toThrow(IdentifierError);
  });

  it("survives both bindings whatever its attributes hold", () => {
    const ascii = fc.string({ unit: fc.constantFrom(...Array.from("abz09_.-*?\\:~!%/ &")), minLength: 1, maxLength: 8 });
    const value = fc.oneof(
      fc.constant<CpeValue>({ kind: "any" }), fc.constant<CpeValue>({ kind: "na" }),
      fc.record({ kind: fc.constant("text" as const), text: ascii, before: fc.constantFrom("*" as const, 0, 2), after: fc.constantFrom("*" as const, 0, 1) }),
    );
    const attributes = { vendor: value, product: value, version: value, update: value, edition: value, swEdition: value, targetSw: value, targetHw: value, other: value };
    const part: CpeValue = { kind: "text", text: "a", before: 0, after: 0 };
    fc.assert(fc.property(fc.record(attributes), (given) => {
      const name = { ...given, part, language: { kind: "any" } as const };
      expect([parseCpe(toFormattedCpe({ name })).name, parseCpe(toCpeUri({ name })).name]).toEqual([name, name]);
    }));
  });
});

describe("two attribute values", () => {
  const value = (text: string): CpeValue => parseCpe(`cpe:2.3:a:x:${text}:*:*:*:*:*:*:*:*`).name.product;
  // NISTIR 7696, table 6-2: source, target, relation.
  it.each<[string, string, SetRelation]>([
    ["*", "*", "equal"], ["*", "-", "superset"], ["*", "i", "superset"], ["*", "m*", "undefined"],
    ["-", "*", "subset"], ["-", "-", "equal"], ["-", "i", "disjoint"], ["-", "m*", "undefined"],
    ["i", "i", "equal"], ["i", "k", "disjoint"], ["i", "m*", "undefined"], ["i", "-", "disjoint"], ["i", "*", "subset"],
    ["m*", "mn", "superset"], ["m*", "k", "disjoint"], ["m*", "*", "subset"], ["m*", "-", "disjoint"], ["m*", "n*", "undefined"],
    ["*m", "km", "superset"], ["*m*", "kmn", "superset"], ["m?", "m", "superset"], ["m??", "mno", "superset"], ["m?", "mno", "disjoint"], ["?m", "km", "superset"],
    ["?m", "kkm", "disjoint"], ["m\\*", "mn", "disjoint"], ["I", "i", "equal"], ["?a", "aa", "superset"],
  ])("%s and %s: %s", (source, target, relation) => {
    expect(compareCpeValues(value(source), value(target))).toBe(relation);
  });
});

describe("two CPE names", () => {
  const cpe = (version: string, targetSw: string, product = "pump") => parseCpe(`cpe:2.3:a:acme:${product}:${version}:*:*:*:*:${targetSw}:*:*`);
  // NISTIR 7696, table 6-4.
  it.each<[ReturnType<typeof cpe>, ReturnType<typeof cpe>, SetRelation]>([
    [cpe("1", "linux"), cpe("1", "linux"), "equal"],
    [cpe("*", "linux"), cpe("1", "linux"), "superset"],
    [cpe("1", "linux"), cpe("1", "*"), "subset"],
    [cpe("1", "linux"), cpe("1", "windows"), "disjoint"],
    [cpe("*", "linux"), cpe("1", "*"), "undefined"],
    [cpe("*", "*", "other"), cpe("1", "linux"), "disjoint"],
  ])("lie to each other as their attributes do (%#)", (source, target, relation) => {
    expect(compareCpes(source, target)).toBe(relation);
  });

  it("can be compared without their versions", () => {
    expect(compareCpes(cpe("1", "linux"), cpe("2", "linux"), ["version"])).toBe("equal");
  });
});
