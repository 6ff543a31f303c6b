import { describe, expect, test } from "vitest";
import { decideAdmission, isKnownPermission, listPolicies, PUBLIC, SIGNED_IN } from "#rooms/access";
import { ROLES, type Role } from "#contracts/access";
import type { Actor, Route } from "#rooms/platform";
import type { World } from "../setup/world.ts";
import { nameOfRoute, SIDES } from "./sides.ts";

const ABSENT_ID = "fnd_00000000000000000000";

/** May be held by people and open nothing (INV-9). */
const WITHOUT_PERMISSION: readonly Role[] = ["procurement", "export-control", "enforcement"];

/** What needs a session and no role: each shows or changes only what is the caller's own. */
const OWN_THINGS = ["DELETE /session", "GET /inbox", "GET /ledger/receipts", "GET /organisations/{id}/people", "GET /reads", "GET /session", "POST /inbox/{id}/read"];

/** Asked beside the record, inside of a route that more roles may use. */
const ASKED_INSIDE = ["benchmarking:read-results"];

const kindOf = (role: Role) => (role === "administrator" ? "platform" : "government");

/** A person who holds this role and no other, and a token of theirs that lasts the whole test. */
async function openSession(world: World, role: Role): Promise<{ readonly actor: Actor; readonly headers: Record<string, string> }> {
  const actor = await world.person({ organisation: `House of ${role}`, kind: kindOf(role), name: role, roles: [role] });
  return { actor, headers: { authorization: `Bearer ${await world.token(actor)}` } };
}

/** The emptiest request that a route takes: whoever is admitted gets no further than a 4XX, or reads an empty list. */
function callEmptily(world: World, { method, path, body, upload }: Route, headers: Record<string, string> = {}) {
  const filled = path.replace("{paragraph}", "0(z)").replace("{year}", "1900").replace("{label}", "white").replace("{file}", "none.json").replaceAll("{id}", ABSENT_ID);
  return world.call(method.toUpperCase(), filled, { headers, ...(body ? { body: {} } : {}), ...(upload ? { raw: new Uint8Array() } : {}) });
}

/** Only admission is looked at: what becomes of the empty request afterwards is the room's own matter. */
function toAdmission({ status, json }: Awaited<ReturnType<World["call"]>>): string {
  if (status === 401) return "sign-in-needed";
  return status === 403 && json?.error?.code === "not-permitted" ? "not-permitted" : "admitted";
}

describe.each(SIDES)("on the $name side", (side) => {
  test("every route names a permission that some policy speaks of", () => {
    expect(side.routes.filter(({ permission }) => !isKnownPermission(permission)).map(nameOfRoute)).toEqual([]);
  });

  test("whoever is not signed in reaches the public routes and nothing else, with an invented token as well", async () => {
    const world = await side.openWorld();
    const wrong: string[] = [];
    for (const route of side.routes) {
      for (const headers of [{}, { authorization: `Bearer ${"x".repeat(43)}` }]) {
        const admission = toAdmission(await callEmptily(world, route, headers));
        if (admission !== (route.permission === PUBLIC ? "admitted" : "sign-in-needed")) wrong.push(`${nameOfRoute(route)}: ${admission}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("each role is admitted to exactly the routes that the policies give it", async () => {
    const world = await side.openWorld();
    const policies = new Map(listPolicies());
    const wrong: string[] = [];
    for (const role of ROLES) {
      const { headers } = await openSession(world, role);
      for (const route of side.routes.filter(({ permission }) => policies.has(permission))) {
        const expected = policies.get(route.permission)?.includes(role) ? "admitted" : "not-permitted";
        const found = toAdmission(await callEmptily(world, route, headers));
        if (found !== expected) wrong.push(`${nameOfRoute(route)} as ${role}: ${found}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("what needs a session and no role is a closed list of a person's own things", () => {
    expect(side.routes.filter(({ permission }) => permission === SIGNED_IN).map(nameOfRoute).toSorted()).toEqual(OWN_THINGS);
  });
});

test("procurement, export control and enforcement have no permission at all, beside which they see their own session and nothing more (INV-9)", async () => {
  for (const [permission, roles] of listPolicies()) expect(roles.filter((role) => WITHOUT_PERMISSION.includes(role)), permission).toEqual([]);
  for (const side of SIDES) {
    const world = await side.openWorld();
    await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
    for (const role of WITHOUT_PERMISSION) {
      const { actor, headers } = await openSession(world, role);
      const read = async (path: string) => (await world.call("GET", path, { headers })).json;
      expect({
        person: (await read("/session")).person.id,
        people: (await read(`/organisations/${actor.organisationId}/people`)).people.map(({ id }: { id: string }) => id),
        inbox: await read("/inbox"),
        reads: await read("/reads"),
        receipts: await read(`/ledger/receipts?subject=${ABSENT_ID}`),
      }).toEqual({ person: actor.personId, people: [actor.personId], inbox: { entries: [] }, reads: { reads: [] }, receipts: { receipts: [] } });
    }
  }
});

/** Sentences of the framework about who may never do what, read from the table that the routes are admitted by. */
test.each<readonly [sentence: string, permissions: RegExp, roles: readonly Role[]]>([
  ["only the Director signs a determination (INV-6)", /^benchmarking:sign$/, ["nsa-director"]],
  ["only the developer's release lead decides on its model", /^(engagement:(open|manage)|determination:request|partners:decide)$/, ["developer-release-lead"]],
  ["only the developer stops access to its model", /^(engagement:stop|partners:stop)$/, ["developer-release-lead", "developer-security-lead"]],
  ["the government's view on a partner is its own officer's", /^partners:give-view$/, ["partner-selection-officer"]],
  ["only a validator validates a finding (INV-12)", /^findings:validate$/, ["validator"]],
  ["an administrator administers, sees the enclave's status, and nothing else", /^(access:administer|benchmarking:read-status)$/, ["administrator", "benchmark-analyst", "nsa-director"]],
])("%s", (_sentence, permissions, roles) => {
  const named = listPolicies().filter(([permission]) => permissions.test(permission));
  expect(named).not.toEqual([]);
  for (const [permission, held] of named) expect(held.filter((role) => !roles.includes(role)), permission).toEqual([]);
});

test("benchmarking roles reach no finding, case, patch or partner, and nobody of the low side a benchmark (INV-13, INV-7)", () => {
  const reach = (roles: readonly Role[]) => listPolicies().filter(([, held]) => held.some((role) => roles.includes(role))).map(([permission]) => permission.split(":")[0]);
  expect(new Set(reach(["benchmark-analyst", "nsa-director", "consultee"]))).toEqual(new Set(["benchmarking"]));
  const enclave: readonly Role[] = ["benchmark-analyst", "nsa-director", "consultee", "administrator"];
  expect(reach(ROLES.filter((role) => !enclave.includes(role)))).not.toContain("benchmarking");
  expect(new Set(reach(["administrator"]))).toEqual(new Set(["access", "benchmarking"]));
});

test("no policy speaks of a permission that nothing asks for", () => {
  const asked = new Set([...ASKED_INSIDE, ...SIDES.flatMap(({ routes }) => routes.map(({ permission }) => permission))]);
  expect(listPolicies().map(([permission]) => permission).filter((permission) => !asked.has(permission))).toEqual([]);
});

test("a permission that no policy speaks of is nobody's", () => {
  expect(decideAdmission({ signedIn: true, roles: ROLES, permission: "findings:sell" })).toBe("not-permitted");
  expect(isKnownPermission("constructor")).toBe(false);
});
