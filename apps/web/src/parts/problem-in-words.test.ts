import { describe, expect, test } from "vitest";
import { ApiError, UnreachableError } from "../api.ts";
import { fieldProblem, problemInWords } from "./problem-in-words.ts";

const refusal = new ApiError(422, "invalid-input", "email: not an address", "email");

describe("problems in words", () => {
  test("a refusal that names a field stands beside that field, without the field's name on the wire", () => {
    expect([fieldProblem(refusal, "email"), fieldProblem(refusal, "name"), fieldProblem(null, "email")]).toEqual([
      "not an address",
      undefined,
      undefined,
    ]);
  });

  test("the server's own words are shown", () => {
    expect(problemInWords(refusal)).toBe("email: not an address");
  });

  test("a fault of our own code is not explained by its inner words", () => {
    expect(problemInWords(new TypeError("secret detail"))).not.toContain("secret detail");
  });

  test("a server that does not answer is said to be so", () => {
    expect(problemInWords(new UnreachableError("http://host", undefined))).toMatch(/did not answer/);
  });
});
