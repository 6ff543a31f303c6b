import { expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { createWorld } from "../../tests/setup/world.ts";

const fresh = (actor: Actor): Actor => ({ ...actor, steppedUp: true });

test("a key is changed by two administrators with a fresh proof, and then everything sealed is under the new one", async () => {
  const world = await createWorld({ exercise: false });
  const adam = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  const beth = await world.person({ organisation: "Ops", kind: "platform", name: "Beth", roles: ["administrator"] });
  const mona = await world.person({ organisation: "Ops", kind: "platform", name: "Mona", roles: ["organisation-manager"] });
  const rotate = (as: Actor) => world.call("POST", "/keys/rotation", { as });
  const confirm = (as: Actor, id: string) => world.call("POST", `/proposals/${id}/confirmation`, { as: fresh(as) });
  const keyIds = async () => new Set((await world.services.db.query<{ body: string }>(sql`SELECT body FROM platform.mail`)).map(({ body }) => body.split(".")[1]));

  expect((await rotate(adam)).json.error.code).toBe("step-up-needed");
  expect((await rotate(fresh(mona))).status).toBe(403);
  const { json } = await rotate(fresh(adam));
  expect(json.state).toBe("waiting");
  expect(await keyIds()).toEqual(new Set(["0"]));
  expect((await confirm(adam, json.id)).json.error.code).toBe("not-permitted");
  expect((await confirm(mona, json.id)).json.state).toBe("waiting");
  expect((await confirm(beth, json.id)).json.state).toBe("done");
  await world.drain();
  const [keyId, ...others] = await keyIds();
  expect([keyId, others]).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/), []]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("access.key-") || kind === "access.sealed-rewrapped")).toEqual(["access.key-rotated", "access.sealed-rewrapped"]);
});

test("while there is one administrator and no other, the change is theirs alone and stands in the ledger", async () => {
  const world = await createWorld({ exercise: false });
  const adam = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  expect((await world.call("POST", "/keys/rotation", { as: fresh(adam) })).json.state).toBe("done");
  expect(await world.ledgerKinds()).toContain("access.key-rotated");
});
