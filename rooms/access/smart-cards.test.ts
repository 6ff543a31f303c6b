import { expect, test } from "vitest";
import { sql } from "#rooms/platform";
import { createWorld } from "../../tests/setup/world.ts";

const SECRET = "what-the-proxy-and-we-alone-know-0123456789";
const CARD = `:${Buffer.from("the DER of a card").toString("base64")}:`;
const REFUSED = { status: 403, json: { error: { code: "card-not-valid", field: "card" } } };
const signIn = { body: { carrier: "token" } };

test("a smart card that the proxy shows signs its person in, after they enrolled it", async () => {
  const world = await createWorld({ environment: { BREAKWATER_CARD_PROXY_SECRET: SECRET } });
  const cy = await world.person({ organisation: "Agency", kind: "government", name: "Cy", roles: ["directive-officer"] });
  const shown = { "x-breakwater-proxy": SECRET, "client-cert": CARD };
  expect(await world.call("POST", "/sign-in/card", { ...signIn, headers: shown }), "not enrolled yet").toMatchObject(REFUSED);
  expect((await world.call("POST", "/cards", { as: cy, headers: shown })).status).toBe(204);
  const { status, json } = await world.call("POST", "/sign-in/card", { ...signIn, headers: shown });
  expect({ status, name: json.person.name, method: json.method, fresh: json.steppedUpUntil }).toEqual({ status: 200, name: "Cy", method: "card", fresh: "2026-09-01T12:10:00.000Z" });

  const other = await world.person({ organisation: "Agency", kind: "government", name: "Dee", roles: ["directive-officer"] });
  expect(await world.call("POST", "/cards", { as: other, headers: shown }), "it is somebody's").toMatchObject(REFUSED);
  const [{ id }] = (await world.call("GET", "/cards", { as: cy })).json.cards;
  expect((await world.call("DELETE", `/cards/${id}`, { as: { ...other, steppedUp: true } })).status).toBe(404);
  expect((await world.call("DELETE", `/cards/${id}`, { as: { ...cy, steppedUp: true } })).status).toBe(204);
  expect(await world.call("POST", "/sign-in/card", { ...signIn, headers: shown })).toMatchObject(REFUSED);
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.card-enrolled", "access.card-removed"]));
});

test("a card counts from nobody but the proxy, and from nobody at all where none is configured", async () => {
  const world = await createWorld({ environment: { BREAKWATER_CARD_PROXY_SECRET: SECRET } });
  const cy = await world.person({ organisation: "Agency", kind: "government", name: "Cy", roles: ["directive-officer"] });
  await world.call("POST", "/cards", { as: cy, headers: { "x-breakwater-proxy": SECRET, "client-cert": CARD } });
  for (const headers of [{ "client-cert": CARD }, { "client-cert": CARD, "x-breakwater-proxy": "" }, { "client-cert": CARD, "x-breakwater-proxy": `${SECRET}x` }, { "x-breakwater-proxy": SECRET }, { "x-breakwater-proxy": SECRET, "client-cert": "raw" }]) {
    expect(await world.call("POST", "/sign-in/card", { ...signIn, headers: headers as unknown as Record<string, string> }), JSON.stringify(headers)).toMatchObject(REFUSED);
  }
  const plain = await createWorld();
  expect(await plain.call("POST", "/sign-in/card", { ...signIn, headers: { "client-cert": CARD, "x-breakwater-proxy": "" } })).toMatchObject(REFUSED);
});

test("a card that the database was made to say is somebody else's signs nobody in", async () => {
  const world = await createWorld({ environment: { BREAKWATER_CARD_PROXY_SECRET: SECRET } });
  const cy = await world.person({ organisation: "Agency", kind: "government", name: "Cy", roles: ["directive-officer"] });
  const dee = await world.person({ organisation: "Agency", kind: "government", name: "Dee", roles: ["nsa-director"] });
  const shown = { "x-breakwater-proxy": SECRET, "client-cert": CARD };
  await world.call("POST", "/cards", { as: cy, headers: shown });
  await world.services.db.execute(sql`UPDATE access.smart_card SET person_id = ${dee.personId}`);
  expect(await world.call("POST", "/sign-in/card", { ...signIn, headers: shown })).toMatchObject(REFUSED);
});
