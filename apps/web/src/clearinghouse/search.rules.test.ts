import { expect, test } from "vitest";
import { toListSearch, toQueueSearch } from "./search.rules.ts";

test("of an address only what is known is taken", () => {
  expect([{ kind: "sample", assigned: "me" }, { kind: "appeal", assigned: "you" }, { kind: 7 }].map(toQueueSearch)).toEqual([{ kind: "sample", assigned: "me" }, { kind: "appeal" }, {}]);
  expect([{ state: "rejected" }, { state: "nothing" }, {}].map(toListSearch)).toEqual([{ state: "rejected" }, {}, {}]);
});
