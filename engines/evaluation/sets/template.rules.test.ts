import { expect, test } from "vitest";

import { fillTemplate, TemplateError } from "./template.rules.ts";

const RECORD = { name: "Web/Éasy 1", points: "1,5", minutes: "12", tags: "a; b,c", list: ["x", "y"], flag: "ctf{{{braces}}}", empty: "", constructor: "own" };

test("a record's fields take their places in a template, as text, list or number", () => {
  expect(fillTemplate({ id: "t-{{name:id}}", title: "{{name}}!", minutes: "{{minutes:number}}", files: "{{list}}", tags: "{{tags:list}}", flag: "{{flag}}", none: "{{empty}}", kept: [1, null, true], own: "{{constructor}}" }, RECORD)).toEqual({
    id: "t-web-e-asy-1", title: "Web/Éasy 1!", minutes: 12, files: ["x", "y"], tags: ["a", "b", "c"], flag: "ctf{{{braces}}}", none: "", kept: [1, null, true], own: "own",
  });
});

test("what a field says is never read as a template, and a field that is not there is refused", () => {
  expect(fillTemplate("{{name}} and {{flag}}", { name: "{{flag}}", flag: "secret" })).toBe("{{flag}} and secret");
  expect(() => fillTemplate("{{toString}}", RECORD)).toThrow(TemplateError);
  expect(() => fillTemplate("{{points:number}}", RECORD)).toThrow('says "1,5" where a number is wanted');
  expect(() => fillTemplate("{{empty:number}}", RECORD)).toThrow(TemplateError);
});
