import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { createWorld } from "../../tests/setup/world.ts";
import { recordRead } from "./grants.ts";
import { judgeReads, type LoggedRead } from "./read-watch.rules.ts";
import { watchReads } from "./watch-reads.ts";

const NOW = Date.parse("2026-09-01T12:00:00Z");
const HOUR = 3_600_000;
const read = (hoursAgo: number, owner = "org_a", minute = 0): LoggedRead => ({ ownerOrganisationId: owner, at: new Date(NOW - hoursAgo * HOUR + minute * 60_000) });
const times = (count: number, make: (index: number) => LoggedRead) => Array.from({ length: count }, (_, index) => make(index));
const workdays = (perDay: number) => times(20 * perDay, (index) => read(24 * (1 + Math.floor(index / perDay)), "org_a", index % perDay));

describe("reads unlike their reader", () => {
  test("an hour far above the busiest hour before is a sign, twice that hour is not", () => {
    expect(judgeReads(times(31, (index) => read(0, "org_a", index)), workdays(10))).toEqual(["volume"]);
    expect(judgeReads(times(30, (index) => read(0, "org_a", index)), workdays(10))).toEqual([]);
  });

  test("a newcomer may read some twenty records of a new case, and no hundred", () => {
    expect(judgeReads(times(20, () => read(0)), [])).toEqual([]);
    expect(judgeReads(times(21, () => read(0)), [])).toEqual(["volume"]);
  });

  test("a time of day at which somebody known never read is a sign, an hour to either side is not", () => {
    const noons = workdays(1);
    expect([0, 1, -1, 2, 11].map((later) => judgeReads([read(-later)], noons))).toEqual([[], [], [], ["hour"], ["hour"]]);
    expect(judgeReads([read(-11)], noons.slice(0, 9))).toEqual([]);
  });

  test("records of many more owners than on any day before are a sign", () => {
    expect(judgeReads(times(4, (index) => read(0, `org_${index}`)), workdays(1))).toEqual(["scope"]);
    expect(judgeReads(times(3, (index) => read(0, `org_${index}`)), workdays(1))).toEqual([]);
  });

  test("whoever goes on as they always did is never a sign", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 }), (perHour, owners) => {
        const day = (daysAgo: number) => times(perHour, (index) => read(24 * daysAgo, `org_${index % owners}`, index));
        expect(judgeReads(day(0), times(20, (index) => read(index)).flatMap((_, index) => day(index + 1)))).toEqual([]);
      }),
    );
  });
});

test("the owner and oversight are told once of unusual reads, and nobody else sees the alert", async () => {
  const world = await createWorld();
  const owner = await world.person({ organisation: "Canary Lab", kind: "developer", name: "Ada", roles: ["developer-security-lead"] });
  const rival = await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-security-lead"] });
  const inspector = await world.person({ organisation: "Inspector General", kind: "oversight", name: "Ivo", roles: ["oversight"] });
  const reader = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Uma", roles: ["clearinghouse-analyst"] });
  await world.services.db.inTransaction(async (tx) => {
    for (let index = 0; index < 25; index += 1) await recordRead(world.services, tx, { actor: reader, ownerOrganisationId: owner.organisationId, subject: `fnd_${index}`, purpose: "coordination", what: "evidence" });
  });
  await watchReads(world.services);
  await watchReads(world.services);
  const alertsOf = async (as: typeof owner) => (await world.call("GET", "/reads/alerts", { as })).json.alerts.map(({ sign, reads, personName }: { sign: string; reads: number; personName: string }) => [sign, reads, personName]);
  expect(await alertsOf(owner)).toEqual([["volume", 25, "Uma"]]);
  expect(await alertsOf(inspector)).toEqual([["volume", 25, "Uma"]]);
  expect([await alertsOf(rival), await alertsOf(reader)]).toEqual([[], []]);
  for (const as of [owner, inspector]) expect((await world.call("GET", "/inbox", { as })).json.entries.map(({ kind }: { kind: string }) => kind)).toEqual(["access.read-alert-volume"]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "access.read-alert")).toEqual(["access.read-alert"]);
});

test("whoever acts for many is no sign for having them all in one list, and is one for opening as many", async () => {
  const world = await createWorld();
  const owners = await Promise.all(["a", "b", "c", "d"].map((name) => world.person({ organisation: `Hospital ${name}`, kind: "operator", name: "Hana", roles: ["operator"] })));
  const delegate = await world.person({ organisation: "Harbour Care", kind: "operator", name: "Dora", roles: ["operator-delegate"] });
  const inspector = await world.person({ organisation: "Inspector General", kind: "oversight", name: "Ivo", roles: ["oversight"] });
  const alertsAfter = async (what: "plan-summary" | "plan") => {
    await world.services.db.inTransaction(async (tx) => {
      for (const { organisationId } of owners) await recordRead(world.services, tx, { actor: delegate, ownerOrganisationId: organisationId, subject: organisationId, purpose: "delegation", what });
    });
    await watchReads(world.services);
    return (await world.call("GET", "/reads/alerts", { as: inspector })).json.alerts.map(({ sign }: { sign: string }) => sign);
  };
  expect(await alertsAfter("plan-summary")).toEqual([]);
  expect(await alertsAfter("plan")).toEqual(["scope", "scope", "scope", "scope"]);
});
