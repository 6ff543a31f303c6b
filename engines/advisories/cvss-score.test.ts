import { expect, test } from "vitest";
import { AdvisoryError, cvssScore, cvssScores } from "./index.ts";

test.each([
  ["AV:N/AC:L/Au:N/C:P/I:P/A:P/E:U", { version: "2.0", score: 7.5, rating: "high" }],
  ["CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", { version: "3.0", score: 4.6, rating: "medium" }],
  ["CVSS:3.1/S:U/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H/E:P", { version: "3.1", score: 9.8, rating: "critical" }],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", { version: "3.1", score: 0, rating: "none" }],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L", { version: "4.0", score: 9.2, rating: "critical" }],
])("scores %s", (vector, expected) => {
  expect(cvssScore(vector)).toEqual({ vector, ...expected });
});

test.each([
  // The library multiplies binary fractions before it rounds: 9.0 × 0.95 came out as 8.5.
  ["AV:N/AC:L/Au:S/C:C/I:C/A:C/E:F/RL:U/RC:C", { version: "2.0", base: 9, threat: 8.6, environmental: null, overall: 8.6, baseRating: "high", overallRating: "high" }],
  ["AV:A/AC:H/Au:S/C:N/I:P/A:P/E:POC/RL:OF/RC:C/CDP:LM/TD:M/CR:M/IR:L/AR:L", { version: "2.0", base: 2.9, threat: 2.3, environmental: 2.8, overall: 2.8, baseRating: "low", overallRating: "low" }],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", { version: "3.1", base: 9.8, threat: 9.8, environmental: 9.8, overall: 9.8, baseRating: "critical", overallRating: "critical" }],
  ["CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:N/E:H/RL:O/RC:C/CR:H/IR:H/AR:H/MAV:N/MAC:L/MPR:L/MUI:N/MS:C/MC:H/MI:H/MA:H", { version: "3.0", base: 9.3, threat: 8.9, environmental: 9.5, overall: 9.5, baseRating: "critical", overallRating: "critical" }],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L/E:P/CR:L/MAV:P", { version: "4.0", base: 9.2, threat: 8.7, environmental: 6.8, overall: 5.1, baseRating: "critical", overallRating: "medium" }],
])("tells the scores of each group of metrics of %s apart", (vector, expected) => {
  expect(cvssScores(vector)).toEqual({ vector, ...expected });
});

test.each([
  ["a missing base metric", "CVSS:3.1/AV:N/AC:L"],
  ["a metric given twice", "CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
  ["an unknown metric", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/QQ:L"],
  ["an unknown value", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:Q"],
  ["an unknown version", "CVSS:9.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
  ["a version 4 vector out of order", "CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L"],
  ["an empty metric", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/"],
  ["nothing", ""],
  ["a text of a megabyte", `CVSS:3.1/${"AV:N/".repeat(200_000)}`],
])("refuses %s", (_, vector) => {
  expect(() => cvssScore(vector)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "invalid-vector" }));
});

test("a refused vector is quoted at a bounded length, with every control and text-direction character escaped", () => {
  const message = (vector: string): string => {
    try {
      cvssScore(vector);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(message("CVSS:3.1/\u202eAV:N\u001b[31m\u009b\u007f\u2066")).toBe(
    String.raw`"CVSS:3.1/\u{202e}AV:N\u001b[31m\u{9b}\u{7f}\u{2066}" is no CVSS vector: it holds characters no vector has.`,
  );
  expect(message("\u202e".repeat(1_000_000)).length).toBeLessThan(3000);
});
