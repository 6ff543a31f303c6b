import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { ROLES } from "#contracts/access";
import { sql, type Actor, type Facts } from "#rooms/platform";
import { createWorld } from "../../tests/setup/world.ts";
import { toFilter } from "./list-filter.store.ts";
import { filterFor, isAllowed, mayEver } from "./permission.ts";
import { listActions, residualOf } from "./policy-engine.ts";

const person = (roles: readonly string[], rest: Partial<Actor> = {}): Actor => ({ personId: "per_a", organisationId: "org_a", roles, sessionId: "ses_a", ...rest });
const organisation = (id: string) => ({ type: "Organisation", id });

describe("lists and records", () => {
  test("a list's filter, the decision on each record and the policies agree for every role and any organisation", async () => {
    const { services } = await createWorld();
    await fc.assert(
      fc.asyncProperty(fc.subarray([...ROLES], { minLength: 0, maxLength: 3 }), fc.array(fc.constantFrom("org_a", "org_b", "nobody"), { maxLength: 6 }), async (roles, owners) => {
        const actor = person(roles);
        const facts: Facts[] = owners.map((id) => ({ organisation: organisation(id) }));
        const filter = filterFor(actor, "scanning:keep-claim", { organisation: sql`owner` });
        const listed = await services.db.query<{ at: number }>(sql`SELECT at FROM unnest(${owners}::text[]) WITH ORDINALITY AS record (owner, at) WHERE ${filter} ORDER BY at`);
        const allowed = facts.flatMap((one, index) => (isAllowed(actor, "scanning:keep-claim", { type: "Claim", id: "record", facts: one }) ? [index + 1] : []));
        expect(listed.map(({ at }) => at)).toEqual(allowed);
        // Admission never refuses whoever has a record that they may touch.
        expect(mayEver(actor, "scanning:keep-claim") || listed.length === 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("a condition over sets, inequality and absence means in SQL what it means in the policies", async () => {
    const { db } = (await createWorld()).services;
    const unknown = { unknown: [{ Value: "resource" }] };
    const attribute = (attr: string) => ({ ".": { left: unknown, attr } });
    const me = { Value: { __entity: { type: "Person", id: "per_a" } } };
    const columns = { assigned: sql`assigned`, state: sql`state` };
    const rows = sql`(VALUES (1, ARRAY['per_a', 'per_b'], 'open'), (2, ARRAY[]::text[], 'open'), (3, ARRAY['per_a'], NULL), (4, NULL, 'closed')) AS record (at, assigned, state)`;
    const ask = async (residual: Parameters<typeof toFilter>[0]) => (await db.query<{ at: number }>(sql`SELECT at FROM ${rows} WHERE ${toFilter(residual, columns)} ORDER BY at`)).map(({ at }) => at);
    expect(await ask({ contains: { left: attribute("assigned"), right: me } })).toEqual([1, 3]);
    expect(await ask({ "!": { arg: { contains: { left: attribute("assigned"), right: me } } } })).toEqual([2, 4]);
    expect(await ask({ "!=": { left: attribute("state"), right: { Value: "closed" } } })).toEqual([1, 2, 3]);
    expect(await ask({ in: { left: attribute("state"), right: { Value: ["closed", "open"] } } })).toEqual([1, 2, 4]);
    expect(await ask({ "&&": { left: { Value: true }, right: { "||": { left: { "==": { left: attribute("state"), right: { Value: "closed" } } }, right: { Value: false } } } } })).toEqual([4]);
  });

  test("a value in a policy or an id is a parameter, never SQL", () => {
    const filter = filterFor(person(["finder"], { organisationId: "'; DROP SCHEMA access; --" }), "findings:read", { organisation: sql`organisation_id` });
    expect(filter.text).not.toContain("DROP");
    expect(filter.values).toContain("'; DROP SCHEMA access; --");
  });

  test("a policy that asks for what a list cannot give is an error and not an empty answer", () => {
    expect(() => filterFor(person(["finder"]), "findings:read", {})).toThrow("organisation");
  });
});

describe("what holds everywhere", () => {
  test("procurement, export control and enforcement take away whatever another role would give (INV-9)", () => {
    for (const barred of ["procurement", "export-control", "enforcement"]) {
      for (const action of listActions()) expect([action, mayEver(person([barred, ...ROLES.filter((role) => role !== barred)], { steppedUp: true }), action)]).toEqual([action, false]);
    }
  });

  test("what needs a fresh proof is nobody's without one, on a record and without one", () => {
    const proofs = listActions().filter((action) => !ROLES.some((role) => mayEver(person([role]), action)));
    expect(proofs).toEqual(expect.arrayContaining(["access:rotate-keys", "access:keep-keys", "access:export", "benchmarking:sign"]));
    for (const action of proofs) expect([action, ROLES.some((role) => mayEver(person([role], { steppedUp: true }), action))]).toEqual([action, true]);
  });

  test("a machine client reaches what its token was made for and nothing else of its roles", () => {
    const client = person(["validator", "finder"], { scopes: ["findings:submit"] });
    expect(listActions().filter((action) => mayEver(client, action))).toEqual(["findings:submit"]);
    expect(filterFor(client, "findings:read", {}).text).toBe("false");
  });

  test("somebody else's remembered answer is never served", () => {
    expect(JSON.stringify(residualOf(person(["finder"], { organisationId: "org_b" }), "findings:read"))).toContain("org_b");
    expect(JSON.stringify(residualOf(person(["finder"], { organisationId: "org_c" }), "findings:read"))).not.toContain("org_b");
  });
});
