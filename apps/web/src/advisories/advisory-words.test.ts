import { expect, test } from "vitest";
import { isWebAddress } from "./advisory-words.ts";

test("only web addresses become links", () => {
  expect(["https://code.example/x", "/api/feeds/osv/x.json", "javascript:alert(1)", "data:text/html,x", "\tjavascript:alert(1)", "http://["].map(isWebAddress)).toEqual([true, true, false, false, false, false]);
});
