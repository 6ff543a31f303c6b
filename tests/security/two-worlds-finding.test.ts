import { expect, test } from "vitest";
import { expectBusy, hideFinding, LONG_MS, lookAtBoth, tellApart } from "./two-worlds-scene.ts";

test("whether there is an embargoed finding for a product shows to nobody but its finder, its maintainer and those assigned (INV-8, INV-14)", { timeout: LONG_MS }, async () => {
  const views = await lookAtBoth(hideFinding);
  expect(tellApart(views)).toEqual({});
  for (const view of views) expectBusy(view);
});
