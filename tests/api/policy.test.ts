import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { beforeAll, describe, expect, test } from "vitest";
import { isAllowed, isKnownPermission, listActions, listResourceTypes, mayEver, PUBLIC, SIGNED_IN } from "#rooms/access";
import { ROLES, type Role } from "#contracts/access";
import type { Actor, Route } from "#rooms/platform";
import { ASSIGNABLE, ASSIGNED_AS, DELEGABLE, EXAMPLES, MATRIX, NAMING, toAssigned, toNaming } from "./matrix.ts";
import type { World } from "../setup/world.ts";
import { nameOfRoute, SIDES } from "./sides.ts";

const ABSENT_ID = "fnd_00000000000000000000";

/** May be held by people and open nothing (INV-9). */
const WITHOUT_PERMISSION: readonly Role[] = ["procurement", "export-control", "enforcement"];

/** What needs a session and no role: each shows or changes only what is the caller's own. */
const OWN_THINGS = [
  "DELETE /cards/{id}", "DELETE /clients/{id}", "DELETE /passkeys/{id}", "DELETE /proof-requests/{id}", "DELETE /session", "DELETE /sessions", "DELETE /sessions/{id}",
  "GET /account/provider", "GET /cards", "GET /clients", "GET /delegations", "GET /inbox", "GET /ledger/receipts",
  "GET /organisations/{id}/people", "GET /passkeys", "GET /proof-requests", "GET /proof-requests/{id}", "GET /reads", "GET /session", "GET /sessions", "POST /account/leaving",
  "POST /cards", "POST /clients", "POST /clients/{id}/secret", "POST /inbox/{id}/read", "POST /passkeys", "POST /passkeys/options",
  "POST /proof-requests", "POST /proof-requests/{id}/confirmation",
  "POST /session/step-up", "POST /session/step-up/options",
];

/** Asked beside the record, inside of a route that more roles may use. */
const ASKED_INSIDE = ["benchmarking:read-results", "labels:coordination", "labels:embargoed", "labels:developer-confidential", "labels:enclave-only"];

const kindOf = (role: Role) => (role === "administrator" ? "platform" : "government");

const actorOf = (roles: readonly Role[]): Actor => ({ personId: "per_matrix", organisationId: "org_matrix", roles, sessionId: "ses_matrix", steppedUp: true });

/** Which roles the policies themselves give each action to; asked once, as it is thousands of questions. */
let holders: readonly (readonly [action: string, roles: readonly Role[]])[];
beforeAll(() => {
  holders = listActions().map((action) => [action, ROLES.filter((role) => mayEver(actorOf([role]), action))]);
}, 120_000);

/** What everybody may ask and gets an answer about their own alone, and the labels, which open nothing by themselves. */
const opensNothing = (action: string) => action === "access:read-alerts" || action === "access:trace-export" || action.startsWith("labels:");

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

  test("whoever is not signed in reaches the public routes and nothing else, with an invented token as well", { timeout: 60_000 }, async () => {
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

  test("each role is admitted to exactly the routes that the policies give it", { timeout: 180_000 }, async () => {
    const world = await side.openWorld();
    const wrong: string[] = [];
    for (const role of ROLES) {
      const { headers } = await openSession(world, role);
      for (const route of side.routes.filter(({ permission }) => permission in MATRIX)) {
        const expected = MATRIX[route.permission]?.[role] ? "admitted" : "not-permitted";
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
  for (const role of WITHOUT_PERMISSION) expect(listActions().filter((action) => mayEver(actorOf([role, "validator", "administrator"]), action)), role).toEqual([]);
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
  ["an administrator administers, sees the enclave's status and keys, is the second person of a ceremony, and nothing else", /^(access:administer|benchmarking:(read-status|read-keys|confirm-key))$/, ["administrator", "benchmark-analyst", "nsa-director"]],
])("%s", (_sentence, permissions, roles) => {
  const named = holders.filter(([permission]) => permissions.test(permission));
  expect(named).not.toEqual([]);
  for (const [permission, held] of named) expect(held.filter((role) => !roles.includes(role)), permission).toEqual([]);
});

test("benchmarking roles reach no finding, case, patch or partner, and nobody of the low side a benchmark (INV-13, INV-7)", () => {
  const reach = (roles: readonly Role[]) => holders.filter(([action, held]) => !opensNothing(action) && held.some((role) => roles.includes(role))).map(([permission]) => permission.split(":")[0]);
  expect(new Set(reach(["benchmark-analyst", "nsa-director", "consultee"]))).toEqual(new Set(["benchmarking"]));
  const enclave: readonly Role[] = ["benchmark-analyst", "nsa-director", "consultee", "administrator"];
  expect(reach(ROLES.filter((role) => !enclave.includes(role)))).not.toContain("benchmarking");
  expect(new Set(reach(["administrator"]))).toEqual(new Set(["access", "audit", "benchmarking", "determination"]));
});

test("no policy speaks of a permission that nothing asks for", () => {
  const asked = new Set([...ASKED_INSIDE, ...SIDES.flatMap(({ routes }) => routes.map(({ permission }) => permission))]);
  expect(listActions().filter((permission) => !asked.has(permission))).toEqual([]);
});

test("a permission that no policy speaks of is nobody's", () => {
  expect(mayEver(actorOf(ROLES), "findings:sell")).toBe(false);
  expect(isKnownPermission("constructor")).toBe(false);
});

test("each role may do each action with its own and with others' records exactly as the matrix says", () => {
  expect(listActions().toSorted()).toEqual(Object.keys(MATRIX).toSorted());
  const wrong: string[] = [];
  for (const action of listActions()) {
    for (const role of ROLES) {
      const actor = actorOf([role]);
      const scope = MATRIX[action]?.[role];
      for (const type of listResourceTypes(action)) {
        for (const isOwn of [true, false]) {
          const expected = scope === "here" || scope === "all" || ((scope === "own" || scope === "own+principals") && isOwn) || (scope === "others" && !isOwn);
          const facts = EXAMPLES[type]?.(actor, isOwn);
          if (!facts) throw new Error(`No example of a ${type}`);
          if (isAllowed(actor, action, { type, id: "record", facts }) !== expected) wrong.push(`${action} as ${role} on ${isOwn ? "an own" : "another's"} ${type}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("an operator's records open to the delegate that it named, exactly as the matrix says, and to nobody else whom it named", () => {
  const wrong: string[] = [];
  for (const action of listActions()) {
    for (const role of ROLES) {
      const actor: Actor = { ...actorOf([role]), principals: ["org_principal"] };
      const isDelegate = MATRIX[action]?.[role]?.includes("principals") ?? false;
      for (const type of listResourceTypes(action)) {
        const toFacts = DELEGABLE[type];
        if (!toFacts) continue;
        const allowed = ["org_principal", "org_another"].map((owner) => isAllowed(actor, action, { type, id: "record", facts: toFacts(owner) }));
        if (allowed[0] !== isDelegate || allowed[1]) wrong.push(`${action} as ${role}: ${allowed.join(", ")}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("what is assigned to somebody opens to them in the role they are assigned as, exactly as the matrix says", () => {
  const wrong: string[] = [];
  for (const action of listActions()) {
    for (const role of ROLES) {
      const actor = actorOf([role]);
      const scope = MATRIX[action]?.[role];
      for (const type of listResourceTypes(action).filter((one) => ASSIGNABLE.includes(one))) {
        for (const as of ["validators", "analysts"] as const) {
          const expected = scope === "here" || scope === "all" || scope === "others" || (scope === "assigned" && ASSIGNED_AS[role] === as);
          if (isAllowed(actor, action, { type, id: "record", facts: toAssigned(type, actor, as) }) !== expected) wrong.push(`${action} as ${role} on a ${type} assigned as one of its ${as}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("a route with a record in its path is judged on that record", () => {
  const unjudged = SIDES.flatMap(({ routes }) => routes.filter(({ path, permission, resource }) => path.includes("{id}") && permission !== PUBLIC && permission !== SIGNED_IN && !resource).map(nameOfRoute));
  expect(unjudged).toEqual([]);
});

test("whom a window names is let in to what it names them for, while it is open, and nobody of the developer's own house is", () => {
  const wrong: string[] = [];
  for (const action of listActions()) {
    for (const role of ROLES) {
      const actor = actorOf([role]);
      const isNamed = MATRIX[action]?.[role] === "named";
      for (const type of listResourceTypes(action).filter((one) => NAMING.includes(one))) {
        const allowed = (owner: string, isInWindow: boolean) => isAllowed(actor, action, { type, id: "record", facts: { ...toNaming(type, actor, { owner, isInWindow }), ...(type === "DeterminationRequest" ? { selection: false } : {}) } });
        if (allowed("org_developer", true) !== isNamed) wrong.push(`${action} as ${role} in a window`);
        // Terms are read, accepted and cleaned up after outside of the window; the model is reached inside alone.
        if (allowed("org_developer", false) !== (isNamed && action === "engagement:evaluate")) wrong.push(`${action} as ${role} outside of the window`);
        if (isNamed && allowed(actor.organisationId, true)) wrong.push(`${action} as ${role} of the developer's own house`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("a developer chooses no partner for a model that is not in the choosing, and a partner sees nothing before it is asked", () => {
  const record = (facts: Partial<Record<"selection" | "shownToPartner", boolean>>) => ({
    type: "EarlyAccess", id: "record", facts: { developer: { type: "Organisation", id: "org_developer" }, partner: { type: "Organisation", id: "org_matrix" }, selection: true, shownToPartner: true, ...facts },
  });
  expect(isAllowed(actorOf(["partner-selection-officer"]), "partners:read", record({ selection: false }))).toBe(false);
  expect(isAllowed(actorOf(["partner-selection-officer"]), "partners:read", record({}))).toBe(true);
  expect(isAllowed(actorOf(["partner-security-lead"]), "partners:take-part", record({ shownToPartner: false }))).toBe(false);
  expect(isAllowed(actorOf(["partner-security-lead"]), "partners:take-part", record({}))).toBe(true);
});

test("nothing stands between a developer or a partner and the way out: no forbid speaks of it, no other role beside it, no fresh proof (INV-5)", () => {
  const ways = ["engagement:stop", "partners:stop", "partners:take-part"] as const;
  const speaking = listForbids(["engagement", "partners", "everywhere"]).filter(({ actions }) => actions === "every" || ways.some((way) => actions.includes(way)));
  // What is left is about roles that are held alone, which a developer and a partner do not hold.
  expect(speaking.map(({ id }) => id)).toEqual(["everywhere.no-permission"]);

  const own = { organisation: { type: "Organisation", id: "org_matrix" }, developer: { type: "Organisation", id: "org_matrix" }, partner: { type: "Organisation", id: "org_matrix" } };
  const engagement = { type: "Engagement", id: "record", facts: { organisation: own.organisation, named: [], evaluators: [] } };
  const earlyAccess = { type: "EarlyAccess", id: "record", facts: { developer: own.developer, partner: own.partner, selection: false, shownToPartner: true } };
  for (const beside of ROLES.filter((role) => !WITHOUT_PERMISSION.includes(role))) {
    for (const lead of ["developer-release-lead", "developer-security-lead"] as const) {
      const actor = { ...actorOf([lead, beside]), steppedUp: false };
      expect([beside, isAllowed(actor, "engagement:stop", engagement), isAllowed(actor, "partners:stop", earlyAccess)]).toEqual([beside, true, true]);
    }
    expect([beside, isAllowed({ ...actorOf(["partner-security-lead", beside]), steppedUp: false }, "partners:take-part", earlyAccess)]).toEqual([beside, true]);
  }
});

/** Every forbid of these policy files, with the actions that it speaks of. */
function listForbids(rooms: readonly string[]): readonly { readonly id: string; readonly actions: "every" | readonly string[] }[] {
  return rooms.flatMap((room) => {
    const parts = cedar.policySetTextToParts(readFileSync(join(import.meta.dirname, "../../rooms/access/policies", `${room}.cedar`), "utf8"));
    if (parts.type === "failure") throw new Error(parts.errors.map(({ message }) => message).join("; "));
    return parts.policies.flatMap((text) => {
      const parsed = cedar.policyToJson(text);
      if (parsed.type === "failure") throw new Error(parsed.errors.map(({ message }) => message).join("; "));
      const { effect, action, annotations } = parsed.json;
      if (effect !== "forbid") return [];
      return [{ id: annotations?.["id"] ?? text, actions: action.op === "All" ? ("every" as const) : JSON.stringify(action).match(/(?<="id":")[^"]+/g) ?? [] }];
    });
  });
}
