import { expect, test } from "vitest";
import { expectBusy, hideModel, LONG_MS, lookAtBoth, tellApart } from "./two-worlds-scene.ts";

/*
 * What an organisation's people did and may do is their organisation's to know: it holds the receipts of their acts, and
 * its own file lists the grants they hold. By these an evaluator's own agency learns of an engagement that one of its people
 * is named in, under an identifier and without the developer. Everybody else, and every other request, must be blind.
 */
const OF_ITS_OWN_PEOPLE: Readonly<Record<string, readonly string[]>> = {
  "an evaluator who was not named": ["GET /ledger/receipts?subject={hidden-engagement}"],
  "the manager of the named evaluator's agency": ["GET /ledger/receipts?subject={hidden-engagement}", "GET /organisations/{agency}/export"],
};

test("whether a model is engaged, in a window and awaiting its determination shows to nobody who was not named (INV-7, INV-8, INV-10)", { timeout: LONG_MS }, async () => {
  const views = await lookAtBoth(hideModel);
  const told = Object.entries(tellApart(views)).flatMap(([name, partings]) => partings.filter(({ asked }) => !OF_ITS_OWN_PEOPLE[name]?.includes(asked)).map((parting) => ({ name, ...parting })));
  expect(told).toEqual([]);
  for (const view of views) expectBusy(view);
  // Nor do those two requests name the developer, its model or what became of it.
  for (const seen of views[0].seen.values()) expect(JSON.stringify(seen.map(({ text }) => text))).not.toMatch(/Hidden Model|It holds/);
});
