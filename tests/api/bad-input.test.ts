import { beforeEach, describe, expect, test } from "vitest";
import { MAX_BUNDLE_BYTES } from "#contracts/findings";
import { MAX_ANSWERED_LINES, MAX_LINE_BYTES } from "#contracts/intake";
import { MAX_INVENTORY_BYTES } from "#contracts/distribution";
import type { Role } from "#contracts/access";
import { SIGNED_IN } from "#rooms/access";
import type { Actor, Route } from "#rooms/platform";
import { gaugeBundle } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { findFault, type Reply } from "./find-fault.ts";
import { MATRIX } from "./matrix.ts";
import { enrol, INVENTORY, openHouses } from "./records.ts";
import { nameOfRoute, SIDES } from "./sides.ts";
import { countStored } from "./stored.ts";

const BYTES = new TextEncoder();
const ABSENT = "00000000000000000000";

/** Somebody whom the policies admit to the route. */
async function admittedTo(world: World, { permission }: Route): Promise<Record<string, string>> {
  const role = permission === SIGNED_IN ? "operator" : (Object.keys(MATRIX[permission] ?? {})[0] as Role | undefined);
  if (role === undefined) return {};
  const actor = await world.person({ organisation: `House of ${role}`, kind: role === "administrator" ? "platform" : "government", name: role, roles: [role] });
  return { authorization: `Bearer ${await world.token({ ...actor, steppedUp: true })}` };
}

describe.each(SIDES)("on the $name side", (side) => {
  // Hundreds of routes, a dozen bodies each.
  test("every route with a JSON body refuses what is no such body, with a sentence and nothing stored", { timeout: 120_000 }, async () => {
    const world = await side.openWorld();
    const faults: string[] = [];
    for (const route of side.routes.filter(({ body }) => body)) {
      const headers = await admittedTo(world, route);
      const before = await countStored(world);
      const limit = route.maxBytes ?? 64 * 1024;
      const json = { ...headers, "content-type": "application/json" };
      const path = route.path.replace("{paragraph}", "2(d)").replaceAll(/\{\w+\}/g, `fnd_${ABSENT}`);
      const send = (raw: Uint8Array, sent = json) => world.call(route.method.toUpperCase(), path, { headers: sent, raw });
      const attempts: readonly (readonly [string, readonly number[], Promise<Reply>])[] = [
        ["nothing", [400], send(BYTES.encode(""))],
        ["half of an object", [400], send(BYTES.encode('{"a":'))],
        ["a list", [400], send(BYTES.encode("[]"))],
        ["null", [400], send(BYTES.encode("null"))],
        ["a number", [400], send(BYTES.encode("1e999"))],
        ["no UTF-8", [400], send(Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d))],
        ["bytes of nothing in particular", [400], send(Uint8Array.from({ length: 1000 }, (_, at) => (at * 97 + 13) % 256))],
        ["a list in a list in a list", [400], send(BYTES.encode("[".repeat(30_000) + "]".repeat(30_000)))],
        ["objects in objects", [400], send(BYTES.encode('{"a":'.repeat(10_000) + "1" + "}".repeat(10_000)))],
        ["the prototype's key", [400], send(BYTES.encode('{"__proto__":{"token":"x","roles":["administrator"]}}'))],
        ["more than it takes", [413], send(BYTES.encode(`{"a":"${"x".repeat(limit)}"}`))],
        ["another media type", [415], send(BYTES.encode("{}"), { ...headers, "content-type": "text/plain" })],
      ];
      for (const [what, statuses, attempt] of attempts) {
        const reply = await attempt;
        // A record that is not there is said before anybody looks at the body; the samples below have records.
        const fault = route.resource ? (reply.status === 404 ? undefined : String(reply.status)) : findFault(reply, statuses);
        if (fault) faults.push(`${nameOfRoute(route)} ${what}: ${fault}`);
      }
      const after = await countStored(world);
      expect({ ...after, "access.session": 0 }, nameOfRoute(route)).toEqual({ ...before, "access.session": 0 });
    }
    expect(faults).toEqual([]);
  });

  test("every route refuses an id or a question that is none of ours, and names it", async () => {
    const world = await side.openWorld();
    const faults: string[] = [];
    for (const route of side.routes) {
      const headers = await admittedTo(world, route);
      const call = (path: string) => world.call(route.method.toUpperCase(), path, { headers, ...(route.body ? { body: {} } : {}) });
      if (route.permission !== "signed-in" && route.path.includes("{id}")) {
        for (const id of ["1", `FND_${ABSENT}`, encodeURIComponent(`fnd_${ABSENT}'; DROP TABLE access.person; --`), "%00", "x".repeat(3000)]) {
          const reply = await call(route.path.replaceAll("{id}", id).replaceAll(/\{\w+\}/g, `fnd_${ABSENT}`));
          // Where a standard fixes ids and the form of errors, an id may be any text, and is not there (tests/standards).
          const isForeign = route.refuseAs !== undefined && reply.json?.error === undefined;
          const fault = isForeign ? ([400, 404].includes(reply.status) ? undefined : String(reply.status)) : findFault(reply, [400], "id");
          if (fault) faults.push(`${nameOfRoute(route)} ${id.slice(0, 40)}: ${fault}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });
});

describe("uploads", () => {
  let world: World;
  let finder: Actor;
  let operator: Actor;
  beforeEach(async () => {
    world = await createWorld();
    ({ finder, operator } = await openHouses(world, "Canary"));
    await enrol(world, operator);
  });

  const noise = Uint8Array.from({ length: 4096 }, (_, at) => (at * 193 + 7) % 256);

  async function refuseAll(attempts: readonly (readonly [what: string, status: number, code: string, attempt: () => Promise<Reply>])[]): Promise<void> {
    const before = { ...(await countStored(world)), "access.session": 0 };
    for (const [what, status, code, attempt] of attempts) {
      const reply = await attempt();
      expect([what, reply.status, reply.json?.error?.code]).toEqual([what, status, code]);
      expect(findFault(reply, [status]), what).toBeUndefined();
    }
    expect({ ...(await countStored(world)), "access.session": 0 }).toEqual(before);
  }

  test("that are no evidence bundle are refused", async () => {
    const bundle = await gaugeBundle();
    const submit = (raw: Uint8Array, query = "") => () => world.call("POST", `/findings${query}`, { as: finder, raw });
    const spoilt = Uint8Array.from(bundle);
    spoilt.set(BYTES.encode("/../../"), 0);
    await refuseAll([
      ["nothing", 422, "bundle-refused", submit(new Uint8Array())],
      ["noise", 422, "bundle-refused", submit(noise)],
      ["a bundle cut in the middle", 422, "bundle-refused", submit(bundle.subarray(0, Math.floor(bundle.length / 2) + 100))],
      ["a bundle whose first name leads out", 422, "bundle-refused", submit(spoilt)],
      ["zeros", 422, "bundle-refused", submit(new Uint8Array(10_240))],
      ["more than is taken", 413, "too-large", submit(new Uint8Array(MAX_BUNDLE_BYTES + 1))],
      ["an appeal of nothing", 400, "invalid-input", submit(bundle, "?appealOf=mine")],
      ["an appeal of what is not there", 409, "appeal-not-open", submit(bundle, `?appealOf=find_${ABSENT}`)],
    ]);
    expect((await submit(bundle)()).status).toBe(201);
  });

  test("of many findings are refused line by line, and too many for one document are sent back to ask for a stream", async () => {
    const bulk = (raw: Uint8Array) => world.call("POST", "/findings/bulk", { as: finder, raw });
    const lines = ["{", "null", "[]", '{"__proto__":{"bundle":"AAAA"}}', '{"bundle":"AAAA","constructor":{}}', '{"bundle":7}', '{"bundle":"\\u0000"}', `{"bundle":"${Buffer.from(noise).toString("base64")}"}`, "[".repeat(20_000)];
    const before = { ...(await countStored(world)), "access.session": 0 };
    const told = await bulk(Buffer.concat([BYTES.encode(`${lines.join("\n")}\n`), Uint8Array.of(0x22, 0xff, 0xfe, 0x22, 0x0a), noise]));
    expect(told.status).toBe(200);
    expect([told.json.accepted, told.json.duplicates]).toEqual([0, 0]);
    expect(told.json.refused).toBe(told.json.results.length);
    expect(told.json.refused).toBeGreaterThan(lines.length);
    for (const { line, refused } of told.json.results) expect([line, typeof refused.code, typeof refused.field, refused.message.length > 10]).toEqual([line, "string", "string", true]);
    expect({ ...(await countStored(world)), "access.session": 0 }).toEqual(before);
    await refuseAll([["too many lines", 413, "too-many-lines", () => bulk(BYTES.encode("{}\n".repeat(MAX_ANSWERED_LINES + 1)))]]);
    expect((await bulk(new Uint8Array(MAX_LINE_BYTES + 1))).json.results).toEqual([{ line: 1, refused: { code: "line-refused", field: "line", message: expect.stringContaining("longer than") } }]);
  });

  test("that are no inventory are refused", async () => {
    const upload = (raw: Uint8Array, fileName = "list.csv") => () => world.call("POST", `/operator/inventories?fileName=${encodeURIComponent(fileName)}`, { as: operator, raw });
    const cycloneDx = (text: string) => upload(BYTES.encode(text), "sbom.cdx.json");
    await refuseAll([
      ["nothing", 422, "inventory-not-readable", upload(new Uint8Array())],
      ["noise", 422, "inventory-not-readable", upload(noise)],
      ["zeros", 422, "inventory-not-readable", upload(new Uint8Array(1000))],
      ["a spreadsheet's own format", 422, "inventory-not-readable", upload(Uint8Array.of(0x50, 0x4b, 3, 4, ...noise), "list.xlsx")],
      ["half of JSON", 422, "inventory-not-readable", cycloneDx('{"bomFormat":"CycloneDX","components":[')],
      ["JSON of another kind", 422, "inventory-not-readable", cycloneDx('{"bomFormat":"SPDX"}')],
      ["brackets", 422, "inventory-not-readable", cycloneDx("[".repeat(1_000_000))],
      ["the prototype's key", 422, "inventory-not-readable", cycloneDx('{"__proto__":{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}}')],
      ["more than is taken", 413, "too-large", upload(new Uint8Array(MAX_INVENTORY_BYTES + 1))],
      ["a name of two lines", 400, "invalid-input", upload(BYTES.encode(INVENTORY), "a\nb.csv")],
      ["a name that is too long", 400, "invalid-input", upload(BYTES.encode(INVENTORY), "x".repeat(300))],
      ["no name", 400, "invalid-input", () => world.call("POST", "/operator/inventories", { as: operator, raw: BYTES.encode(INVENTORY) })],
    ]);
    expect((await upload(BYTES.encode(INVENTORY))()).status).toBe(201);
    // Nothing is left out in silence, however deep it was hidden.
    const deep = await cycloneDx(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":${'[{"components":'.repeat(5000)}[]${"}]".repeat(5000)}}`)();
    expect(deep).toMatchObject({ status: 201, json: { assets: 0, skipped: 1, skippedLines: [{ place: "line 1" }] } });
  });
});
