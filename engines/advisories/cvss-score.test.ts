import { expect, test } from "vitest";
import { AdvisoryError, cvssScore } from "./index.ts";

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
