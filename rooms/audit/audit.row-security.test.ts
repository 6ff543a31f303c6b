import { expect, test } from "vitest";
import { generateNoteKey } from "#engines/ledger";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { appendEntry, exportLedger, sealLedger } from "./index.ts";

async function twoLabs() {
  const world = await createWorld();
  const lab = (organisation: string, name: string) => world.person({ organisation, kind: "developer", name, roles: ["developer-release-lead"] });
  const ada = await lab("Exercise Lab", "Ada");
  const rob = await lab("Rival Lab", "Rob");
  const oversight = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  const act = (by: Actor, visibleTo: readonly string[] = []) => world.services.as(by).db.inTransaction((tx) => appendEntry(world.services, tx, { kind: "test.act", subject: by.personId, by, data: {}, visibleTo }));
  await act(ada);
  await act(rob, [ada.organisationId]);
  return { world, ada, rob, oversight };
}

test("a workflow that forgets every policy still shows each person the acts they may hold a receipt for, and oversight all", async () => {
  const { world, ada, rob, oversight } = await twoLabs();
  const all = (await world.ledgerKinds()).length;
  const entries = async (actor: Actor) => (await countVisibleRows(world.services, actor, "audit"))["entry"] ?? 0;
  expect([await entries(ada), await entries(rob), await entries(oversight), await entries(NOBODY)]).toEqual([2, 1, all, 0]);
  expect(await entries({ ...rob, roles: ["administrator"] })).toBe(1);
  expect(await entries({ ...oversight, roles: ["oversight", "enforcement"] })).toBe(0);
});

test("the log takes in every act, whoever asks for its newest head, and an export by anybody but oversight holds their own acts alone", async () => {
  const { world, ada, oversight } = await twoLabs();
  const all = (await world.ledgerKinds()).length;
  expect((await sealLedger(world.services.as(NOBODY))).size).toBe(all);
  expect((await exportLedger(world.services.as(oversight))).entries).toHaveLength(all);
  expect((await exportLedger(world.services.as(ada))).entries).toHaveLength(2);
});

test("where heads are pushed is shown to administrators and to nobody else, while how a witness answered is public", async () => {
  const { world, ada, oversight } = await twoLabs();
  const { services } = world;
  const key = generateNoteKey("witness.example/w1", "cosignature-ed25519").verifierKey;
  await services.db.execute(sql`INSERT INTO audit.witness (verifier_key, name, named_at) VALUES (${key}, 'witness.example/w1', now())`);
  await services.db.execute(sql`INSERT INTO audit.witness_address (name, url, set_by, set_at, pushed_size, outcome) VALUES ('witness.example/w1', 'https://witness.example', 'per_x', now(), 3, 'refused')`);
  const seen = (actor: Actor) => services.as(actor).db.query(sql`SELECT url FROM audit.witness_address`);
  const administrator = { ...ada, roles: ["administrator"] as const };
  expect([await seen(ada), await seen(oversight), await seen(NOBODY), await seen(administrator)]).toEqual([[], [], [], [{ url: "https://witness.example" }]]);
  expect((await world.call("GET", "/ledger/witnesses")).json.witnesses).toMatchObject([{ pushed: { size: 3, outcome: "refused" } }]);
});

test("what the database leaves open says nothing of any act: its place in the log, hashes and signed heads", async () => {
  const { world } = await twoLabs();
  await sealLedger(world.services);
  expect((await listGuardedTables(world.services, "audit")).open).toEqual(["checkpoint", "cosignature", "edge", "leaf", "published_head", "tile", "waiting", "witness"]);
  const columns = await world.services.db.query<{ name: string }>(sql`SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'audit' AND table_name NOT IN ('entry', 'witness_address') ORDER BY 1`);
  expect(columns.map(({ name }) => name)).toEqual([
    "checkpoint.at", "checkpoint.note", "checkpoint.root", "checkpoint.size", "cosignature.at", "cosignature.line", "cosignature.size", "cosignature.verifier_key",
    "edge.hashes", "edge.index", "edge.level", "edge.width", "leaf.hash", "leaf.leaf_index", "leaf.sequence", "published_head.hour", "published_head.size", "tile.hashes", "tile.index", "tile.level", "tile.root",
    "waiting.sequence", "witness.name", "witness.named_at", "witness.verifier_key",
  ]);
});
