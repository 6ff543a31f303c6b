import { beforeAll, describe, expect, test } from "vitest";
import type { Hono } from "hono";
import type { RouteDefinition } from "#rooms/platform";
import { makeRecords, openHouses, type Houses, type Records } from "../../../tests/api/records.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { createLowSideApi, LOW_SIDE_ROUTES } from "../low-side.ts";
import { askAsStranger } from "./ask.ts";
import { ROOT } from "./page.ts";
import { PAGES } from "./pages.ts";
import { readMarkup } from "./read-markup.fixture.ts";
import { serveSite } from "./serve-site.ts";

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const LISTED = PAGES.filter(({ label }) => label !== undefined).map(({ path }) => path);
const MOST_BYTES = 50_000;

/** The whole API of a world with the site beside it, and what the site has asked. */
function openSite({ services }: World): { readonly app: Hono; readonly asked: Set<string>; get(path: string, headers?: Record<string, string>): Promise<Response> } {
  const app = createLowSideApi(services);
  const asked = new Set<string>();
  serveSite(app, (c) => {
    const ask = askAsStranger(app, c);
    return (path, reply) => {
      asked.add(path);
      return ask(path, reply);
    };
  });
  return { app, asked, get: async (path, headers = {}) => app.request(`${services.configuration.publicUrl}${ROOT}${path}`, { headers }) };
}

describe("the site of a house at work", () => {
  // Houses, people, a model, a claim, a finding, an inventory, agreements and more, all of them somebody's secrets.
  let world: World;
  let site: ReturnType<typeof openSite>;
  let houses: Houses;
  let records: Records;
  beforeAll(async () => {
    world = await createWorld({ lasts: "file" });
    houses = await openHouses(world, "Canary");
    records = await makeRecords(world, houses);
    await world.drain();
    site = openSite(world);
  }, 180_000);

  test("has every page within 50 kB, under a policy without scripts, without a cookie, and to be kept for a minute", async () => {
    for (const path of LISTED) {
      const response = await site.get(path, { cookie: "breakwater_session=0123456789012345678901234567890123456789012" });
      const bytes = Buffer.byteLength(await response.text());
      const told = ["content-type", "content-security-policy", "cache-control", "set-cookie", "x-content-type-options"].map((name) => response.headers.get(name));
      expect([path, response.status, told, bytes < MOST_BYTES]).toEqual([path, 200, ["text/html; charset=utf-8", POLICY, "public, max-age=60", null, "nosniff"], true]);
    }
    const style = await site.get("/site.css");
    expect([style.status, style.headers.get("content-type"), Buffer.byteLength(await style.text()) < 10_000]).toEqual([200, "text/css; charset=utf-8", true]);
  });

  test("gives the same bytes each time, and says so to whoever has them already", async () => {
    for (const path of [...LISTED, "/site.css", "/icon.svg"]) {
      const [first, second] = [await site.get(path), await site.get(path)];
      const etag = first.headers.get("etag") ?? "";
      expect([path, await second.text(), second.headers.get("etag")]).toEqual([path, await first.text(), etag]);
      const same = await site.get(path, { "if-none-match": `W/${etag}, "other"` });
      expect([path, same.status, await same.text()]).toEqual([path, 304, ""]);
      expect((await site.get(path, { "if-none-match": '"other"' })).status).toBe(200);
    }
  });

  test("asks nothing but what the API answers to anybody at all", async () => {
    for (const path of [...LISTED, "/policies/partners", "/policies/embargo", "/policies/waves", "/advisories/adv_00000000000000000000", "/directives/dir_00000000000000000000", "/reports/rep_00000000000000000000"]) await site.get(path);
    const open = (LOW_SIDE_ROUTES as unknown as readonly RouteDefinition[]).filter(({ method, permission, carries = "public" }) => method === "get" && permission === "public" && carries === "public");
    const patterns = open.map(({ path }) => new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{[a-zA-Z]+\}/g, "[^/]+")}$`));
    expect(site.asked.size).toBeGreaterThan(20);
    expect([...site.asked].filter((path) => !patterns.some((pattern) => pattern.test(path.replace(/\?.*$/, ""))))).toEqual([]);
  });

  test("shows the same to a developer, an officer and an operator as to a stranger", async () => {
    for (const path of LISTED) {
      const wanted = await (await site.get(path)).text();
      for (const actor of [houses.developer, houses.officer, houses.operator]) {
        const token = await world.token(actor);
        expect([path, await (await site.get(path, { authorization: `Bearer ${token}`, cookie: `breakwater_session=${token}` })).text()]).toEqual([path, wanted]);
      }
    }
  });

  test("holds nothing of what people keep here: no name, no model, no finding, no id of a record", async () => {
    const kept = ["Canary", "canary", "heap-buffer", ...Object.values(records).flat().filter((id): id is string => typeof id === "string" && id.length > 8), ...Object.values(houses).flatMap(({ personId, organisationId }) => [personId, organisationId])];
    for (const path of LISTED) {
      const page = await (await site.get(path)).text();
      expect([path, kept.filter((secret) => page.includes(secret))]).toEqual([path, []]);
    }
  });

  test("reads the day that somebody asks about, and says in words what is wrong with one that is none", async () => {
    const then = await (await site.get("/taskings?asOf=2026-06-10")).text();
    expect(then).toContain("10 June 2026");
    const wrong = await site.get("/taskings?asOf=%3Cscript%3E");
    const page = await wrong.text();
    expect([wrong.status, readMarkup(page).elements.includes("script")]).toEqual([400, false]);
    expect(page).toContain("expected a day such as");
  });

  test("says of what is absent, and of what is not for strangers, that there is no such page", async () => {
    const absent = await site.get("/nothing/here");
    const page = await absent.text();
    expect([absent.status, absent.headers.get("content-security-policy"), absent.headers.get("cache-control")]).toEqual([404, POLICY, "no-store"]);
    expect(readMarkup(page).text).toContain("There is no such page");
    for (const path of ["/policies/nothing", "/advisories/adv_00000000000000000000", `/advisories/${records.finding}`, "/directives/dir_00000000000000000000", "/reports/rep_00000000000000000000"]) {
      const other = await site.get(path);
      expect([path, other.status, await other.text()]).toEqual([path, 404, page]);
    }
  });

  test("is reached without its last stroke too, and leaves the app's own addresses alone", async () => {
    const response = await site.get("");
    expect([response.status, response.headers.get("location")]).toEqual([308, `${ROOT}/`]);
    expect((await site.app.request(`${world.services.configuration.publicUrl}/publications`)).status).toBe(404);
  });
});

test("whoever asks for too many pages is told so on a page, by the same limits as for the API itself", async () => {
  const world = await createWorld({ environment: { BREAKWATER_RATE_FACTOR: "0.005" } });
  const { get } = openSite(world);
  const answers = [];
  for (let count = 0; count < 4; count += 1) answers.push(await get("/policies"));
  const refused = answers.at(-1);
  expect([answers[0]?.status, refused?.status, Number(refused?.headers.get("retry-after")) > 0]).toEqual([200, 429, true]);
  expect(await refused?.text()).toContain("Too many questions at once");
});
