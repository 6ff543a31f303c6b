import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows } from "../../../tests/setup/visible-rows.ts";
import { createWorld } from "../../../tests/setup/world.ts";

test("an organisation's addresses and what they were told are its own, to see and to change, by the database itself", async () => {
  const world = await createWorld();
  const { services } = world;
  const owner = await world.person({ organisation: "Water Works", kind: "operator", name: "Uma", roles: ["operator"] });
  const colleague = await world.person({ organisation: "Water Works", kind: "operator", name: "Cor", roles: ["organisation-manager"] });
  const barred = await world.person({ organisation: "Water Works", kind: "operator", name: "Ben", roles: ["operator", "procurement"] });
  const stranger = await world.person({ organisation: "Gas Works", kind: "operator", name: "Sid", roles: ["operator"] });
  const analyst = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Ana", roles: ["clearinghouse-analyst", "administrator"] });
  const { json } = await world.call("POST", "/webhooks", { as: owner, body: { url: "http://127.0.0.1:9/hooks" } });
  await world.call("POST", `/webhooks/${json.webhook.id}/ping`, { as: owner });

  const shown = async (actor: Actor) => {
    const { webhook = 0, webhook_delivery: deliveries = 0 } = await countVisibleRows(services, actor, "publication");
    return [webhook, deliveries];
  };
  for (const actor of [owner, colleague]) expect(await shown(actor)).toEqual([1, 1]);
  for (const actor of [barred, stranger, analyst, NOBODY]) expect(await shown(actor)).toEqual([0, 0]);

  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => services.as(actor).db.execute(statement);
  for (const actor of [barred, stranger, analyst, NOBODY]) expect(await attempt(actor, sql`UPDATE publication.webhook SET state = 'removed'`)).toBe(0);
  // Nobody gives an address to another house, says what became of a message, or tells in the house's name.
  const add = (actor: Actor, organisationId: string) => attempt(actor, sql`INSERT INTO publication.webhook (id, organisation_id, person_id, sealed_url, sealed_secret, events, purls, created_at) VALUES ('hook_x', ${organisationId}, ${actor.personId}, 'x', 'x', '{advisory.published}', '{}', ${services.clock()})`);
  await expect(add(stranger, owner.organisationId)).rejects.toThrow("row-level security");
  await expect(add(barred, owner.organisationId)).rejects.toThrow("row-level security");
  await expect(attempt(owner, sql`UPDATE publication.webhook_delivery SET state = 'delivered'`)).rejects.toThrow("row-level security");
  expect(await attempt(stranger, sql`UPDATE publication.webhook_delivery SET state = 'given-up'`)).toBe(0);
  expect(await attempt(owner, sql`DELETE FROM publication.webhook_delivery`)).toBe(0);
  await expect(attempt(stranger, sql`INSERT INTO publication.webhook_delivery (id, webhook_id, event, created_at) VALUES ('msg_x', ${json.webhook.id}, 'ping', ${services.clock()})`)).rejects.toThrow("row-level security");
  for (const change of [sql`organisation_id = 'org_x'`, sql`sealed_url = 'x'`, sql`events = '{}'`]) await expect(attempt(owner, sql`UPDATE publication.webhook SET ${change}`)).rejects.toThrow("permission denied");
  // A published object is added by the clearinghouse alone, and never changed.
  await expect(attempt(owner, sql`INSERT INTO publication.stix_object (added_at, id, type, version, object) VALUES (now(), 'x', 'x', now(), '{}')`)).rejects.toThrow("row-level security");
  await expect(attempt(analyst, sql`DELETE FROM publication.stix_object`)).rejects.toThrow("permission denied");
});
