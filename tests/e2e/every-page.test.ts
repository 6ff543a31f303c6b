import { expect, inject, test } from "vitest";
import { createClient } from "#api-client";
import { goThroughPages } from "./every-page.ts";
import { isOfExercise } from "./people.ts";
import { visit, type Visitor } from "./visit.ts";

test.each([
  ["harbour", 30],
  ["enclave", 6],
] as const)("every page of the %s that anybody reaches by links is there, is free of faults that axe finds, and fits every width", { timeout: 900_000 }, async (house, fewest) => {
  const { url, enclaveUrl } = inject("installation");
  const { people } = await createClient({ baseUrl: house === "harbour" ? url : enclaveUrl }).call("GET /exercise/people");
  const seen = new Set<string>();
  const faults: string[] = [];
  const look = async (visitor: Visitor, who: string) => {
    const dead = await goThroughPages(visitor.page, seen, async () => void faults.push(...(await visitor.findFaults())));
    faults.push(...dead.map(({ path, from }) => `${who}: ${from} links to ${path}, where there is nothing`));
  };
  await look(await visit(house), "nobody");
  // One of each kind of person: who has the same roles reaches the same pages.
  for (const [first] of Map.groupBy(people.filter(({ name }) => isOfExercise(name)), ({ roles }) => roles.toSorted().join()).values()) {
    if (!first) continue;
    const visitor = await visit(house);
    // A delegate may look where its own organisation has not enrolled, and a notice may be of a campaign that one has left; the page says so.
    visitor.expectReply(409, "/api/operator/profile");
    visitor.expectReply(404, /^\/api\/campaigns\/[^/]+$/);
    await visitor.signIn(first.name);
    await look(visitor, first.name);
    await visitor.page.context().close();
  }
  expect(faults).toEqual([]);
  expect(seen.size).toBeGreaterThanOrEqual(fewest);
});
