import { describe, expect, test } from "vitest";
import { ApiError } from "../api.ts";
import { fieldProblem, problemInWords } from "./problem-in-words.ts";

const refusal = new ApiError({ status: 422, code: "invalid-input", message: "email: not an address", field: "email" });

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
    const unreachable = new ApiError({ status: 0, code: "unreachable", message: "x" });
    expect(problemInWords(unreachable)).toMatch(/did not answer/);
  });
});
