import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RouteDefinition } from "#rooms/platform";
import { listSourceFiles } from "../../scripts/source-files.ts";
import { LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { mailOf, openHouses } from "../api/records.ts";
import { nameOfRoute } from "../api/sides.ts";
import { createWorld } from "../setup/world.ts";

const root = join(import.meta.dirname, "../..");

test("a server calls nobody but through the guard: no other way out over HTTP is used in rooms, servers and workers", async () => {
  const faults: string[] = [];
  for (const file of listSourceFiles(root).filter((path) => /^(rooms|apps\/(server|worker|enclave))\/.*\.ts$/.test(path) && !/\.(test|fixture)\.ts$/.test(path) && path !== "rooms/platform/safe-fetch.ts")) {
    const text = await readFile(join(root, file), "utf8");
    if (/(?<![.\w])fetch\(|from "(node:)?(https?|undici|axios|got)"/.test(text)) faults.push(file);
  }
  expect(faults).toEqual([]);
});

test("what opens a session or mails a stranger's wish is limited for all processes together", () => {
  const unlimited = (LOW_SIDE_ROUTES as unknown as readonly RouteDefinition[])
    .filter(({ permission, method, path }) => permission === "public" && method === "post" && /^\/(sign-in|recoveries)/.test(path) && !/options|provider$/.test(path))
    .filter(({ limit }) => limit?.durable !== true);
  expect(unlimited.map(nameOfRoute)).toEqual([]);
});

test("the limit on mailed links falls alike on addresses that are known and unknown, and says nothing of either", async () => {
  const world = await createWorld({ environment: { BREAKWATER_RATE_FACTOR: "0.1" } });
  const { developer } = await openHouses(world, "Harbour");
  const known = await mailOf(world, developer);
  const told: string[][] = [[], []];
  for (let at = 0; at < 6; at += 1) {
    for (const [side, email] of [known, "nobody@exercise.example"].entries()) {
      const { status, text } = await world.call("POST", "/sign-in/links", { body: { email } });
      told[side]?.push(`${status} ${text}`);
    }
  }
  expect(told[0]).toEqual(told[1]);
  expect(told[0]?.slice(0, 3)).toEqual(["204 ", "204 ", "204 "]);
  expect(told[0]?.at(-1)).toBe('429 {"error":{"code":"too-many-requests","message":"Too many requests; wait 600 seconds and try again."}}');
});

test("nothing that is one person's or one organisation's own decides how often another may ask", async () => {
  const world = await createWorld({ environment: { BREAKWATER_RATE_FACTOR: "0.02" } });
  const { developer, finder } = await openHouses(world, "Harbour");
  const headers = { authorization: `Bearer ${await world.token(developer)}` };
  const statuses = [];
  for (let at = 0; at < 14; at += 1) statuses.push((await world.call("GET", "/reads", { headers })).status);
  expect([statuses.at(0), statuses.at(-1)]).toEqual([200, 429]);
  expect((await world.call("GET", "/reads", { as: finder })).status).toBe(200);
  // Nor does a new session of the same person begin anew.
  expect((await world.call("GET", "/reads", { as: developer })).status).toBe(429);
});
