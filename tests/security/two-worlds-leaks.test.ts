import { expect, test } from "vitest";
import { z } from "zod";
import { notFound, PlatformRefusal, route, sql, type Route, type Services } from "#rooms/platform";
import { LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { hideModel, LONG_MS, lookAtBoth, tellApart } from "./two-worlds-scene.ts";
import type { Seen } from "./two-worlds.ts";

/** Leaks as somebody might write them: what each is, by which parts of what is seen it is found, and where. */
const LEAKS: readonly (readonly [what: string, parts: readonly (keyof Seen)[], route: Route])[] = [
  ["a count with the hidden record in it", ["text"], route({
    room: "leak", method: "get", path: "/leak/count", summary: "", permission: "public", reply: z.object({ engagements: z.number() }),
    run: async ({ services }) => ({ engagements: await countEngagements(services) }),
  })],
  ["one more look into the database, and the same reply", ["statements"], route({
    room: "leak", method: "get", path: "/leak/look", summary: "", permission: "public", reply: z.object({ ok: z.boolean() }),
    run: async ({ services }) => {
      if ((await countEngagements(services)) > 1) await services.db.query(sql`SELECT 1`);
      return { ok: true };
    },
  })],
  ["a refusal that tells forbidden from absent", ["status", "text"], route({
    room: "leak", method: "get", path: "/leak/refusal", summary: "", permission: "public", query: z.object({ subject: z.string().optional() }), reply: z.object({ ok: z.boolean() }),
    run: async ({ services, query }) => {
      const found = await services.db.asSystem("a leak for the test to find").find(sql`SELECT 1 FROM engagement.engagement WHERE id = ${query.subject ?? ""}`);
      if (found) throw new PlatformRefusal("conflict", "You may not see this engagement.");
      throw notFound();
    },
  })],
];

async function countEngagements(services: Services): Promise<number> {
  return (await services.db.asSystem("a leak for the test to find").query(sql`SELECT 1 FROM engagement.engagement`)).length;
}

test("planted leaks are found, each by the part of an answer that it changes, and nothing else is", { timeout: LONG_MS }, async () => {
  const told = tellApart(await lookAtBoth(hideModel, [...LEAKS.map(([, , leak]) => leak), ...LOW_SIDE_ROUTES.filter(({ path }) => path === "/installation")]));
  for (const name of ["the public", "another developer", "a finder", "an operator", "an evaluator who was not named"]) {
    const found = new Map(told[name]?.map(({ asked, parts }) => [asked.replace(/\?.*/, ""), parts]));
    expect([name, found]).toEqual([name, new Map(LEAKS.map(([, parts, { path }]) => [`GET ${path}`, parts]))]);
  }
});
