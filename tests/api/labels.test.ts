import { expect, expectTypeOf, test } from "vitest";
import tar from "tar-stream";
import { z } from "zod";
import { labelled, type Labelled } from "#contracts/labels";
import { listLeaves, markFile, route, type Room, type Route, type RouteDefinition } from "#rooms/platform";
import { LOW_SIDE_ROOMS } from "../../apps/server/low-side.ts";
import { createWorld } from "../setup/world.ts";
import { nameOfRoute, SIDES } from "./sides.ts";

const definitionsOf = (routes: readonly Route[]) => routes as unknown as readonly RouteDefinition[];
const schemaOf = ({ reply }: RouteDefinition) => (reply !== undefined && typeof reply !== "string" ? reply : undefined);

/** Public routes whose caller proves themselves inside, by a secret that was sent to them. */
const PROVEN_INSIDE = /^(POST \/(hand-off\/|link\/|maintainer\/|participant\/|incident\/|complaints\/|sign-in\/|oauth\/|passkeys\/|recovery)|GET \/maintainer\/mails\/|(GET|POST) \/operator\/(form|slip|unsubscribe)\/|(GET|POST) \/(exercise|model|partner\/model)\/|POST \/session\/)/;

test("every field of every reply says how far it may travel", () => {
  const unlabelled = SIDES.flatMap(({ routes }) =>
    definitionsOf(routes).flatMap((definition) => {
      const schema = schemaOf(definition);
      return schema ? listLeaves(schema).flatMap(({ path, label }) => (label === undefined ? [`${nameOfRoute(definition)}: ${path.join(".")}`] : [])) : [];
    }),
  );
  expect(unlabelled).toEqual([]);
});

test("nothing of the low side carries what is for the enclave only (INV-7)", () => {
  const low = SIDES.find(({ name }) => name === "low");
  for (const definition of definitionsOf(low?.routes ?? [])) {
    const schema = schemaOf(definition);
    expect([nameOfRoute(definition), schema ? listLeaves(schema).some(({ label }) => label === "enclave-only") : false]).toEqual([nameOfRoute(definition), false]);
    expect(definition.carries).not.toBe("enclave-only");
  }
});

test("the low side has no address of a run, its samples or their transcripts (INV-7)", async () => {
  const [low, enclave] = ["low", "enclave"].map((side) => SIDES.find(({ name }) => name === side));
  const ofRuns = (enclave?.routes ?? []).filter(({ path }) => path.includes("/run"));
  expect(ofRuns.map(({ path }) => path)).toEqual(expect.arrayContaining(["/requests/{id}/run", "/requests/{id}/run/progress", "/requests/{id}/run/samples", "/requests/{id}/run/transcript"]));
  const world = await low?.openWorld();
  const lead = await world?.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  for (const { method, path } of ofRuns) {
    const reply = await world?.call(method.toUpperCase(), `${path.replace("{id}", "drq_00000000000000000000")}?sample=a%231`, { ...(lead && { as: lead }), ...(method === "post" && { body: {} }) });
    expect([path, reply?.status, reply?.json.error.code]).toEqual([path, 404, "not-found"]);
  }
  const told = definitionsOf(low?.routes ?? []).filter((definition) => {
    const schema = schemaOf(definition);
    return schema !== undefined && listLeaves(schema).some(({ path }) => path.some((part) => /^(transcripts?|toolCalls|reasoning|samples)$/.test(part)));
  });
  expect(told.map(nameOfRoute)).toEqual([]);
});

test("a public route carries nothing but what is public, unless its caller proves themselves inside", () => {
  const open = SIDES.flatMap(({ routes }) => definitionsOf(routes)).filter(({ permission }) => permission === "public");
  expect(open.filter((definition) => definition.carries !== undefined && !PROVEN_INSIDE.test(nameOfRoute(definition))).map(nameOfRoute)).toEqual([]);
  const leaking = open.filter((definition) => {
    const schema = schemaOf(definition);
    return definition.carries === undefined && schema !== undefined && listLeaves(schema).some(({ label }) => label !== "public");
  });
  expect(leaking.map(nameOfRoute)).toEqual([]);
});

test("a file that is not public says with what it is marked", () => {
  const files = SIDES.flatMap(({ routes }) => definitionsOf(routes)).filter(({ reply, permission }) => typeof reply === "string" && permission !== "public");
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter(({ carries }) => carries === undefined).map(nameOfRoute)).toEqual([]);
});

const careless: Room = {
  name: "careless",
  routes: [
    route({
      room: "careless", method: "get", path: "/careless", summary: "Forgets whom it answers", permission: "distribution:take-part",
      reply: z.object({ id: labelled("coordination", z.string()), body: labelled("embargoed", z.string().nullable()), items: z.array(z.object({ score: labelled("enclave-only", z.number().nullable()) })) }),
      query: z.object({ with: z.enum(["nothing", "body", "score"]) }),
      run: async ({ query }) => ({ id: "x", body: query.with === "body" ? "the canary" : null, items: [{ score: null }, { score: query.with === "score" ? 41 : null }] }),
    }),
  ],
};

test("what its reader may not have does not leave, whatever a workflow put into its result", async () => {
  const world = await createWorld({ rooms: [...LOW_SIDE_ROOMS, careless] });
  const operator = await world.person({ organisation: "County Hospital", kind: "operator", name: "Ola", roles: ["operator"] });
  expect(await world.call("GET", "/careless?with=nothing", { as: operator })).toMatchObject({ status: 200, json: { id: "x", body: null } });
  for (const held of ["body", "score"]) {
    const { status, text } = await world.call("GET", `/careless?with=${held}`, { as: operator });
    expect([status, text]).toEqual([404, (await world.call("GET", "/nowhere", { as: operator })).text]);
  }
});

test("a value of a closer circle does not fit into a wider place, which the compiler sees", () => {
  expectTypeOf<Labelled<"embargoed", string>>().not.toExtend<Labelled<"public", string>>();
  expectTypeOf<string>().toExtend<Labelled<"embargoed", string>>();
  expectTypeOf(labelled("embargoed", z.string()).parse("a way in")).toEqualTypeOf<Labelled<"embargoed", string>>();
});

test("a marked file names its recipient in text, page, JSON and tar, and reads as before", async () => {
  const marking = { label: "embargoed", recipient: "per_x of <org>", at: "2026-09-01T12:00:00.000Z", mark: "0123456789abcdef01234567" } as const;
  const marked = (mediaType: string, bytes: string | Uint8Array) => markFile({ mediaType, bytes }, marking).bytes;
  expect(marked("text/x-diff", "--- a\n+++ b\n")).toBe("# EMBARGOED · for per_x of <org> only · 2026-09-01T12:00:00.000Z · mark 0123456789abcdef01234567\n--- a\n+++ b\n");
  expect(JSON.parse(String(marked("application/json", '{"a":1}')))).toEqual({ marking, a: 1 });
  expect(JSON.parse(String(marked("application/json", "{ }")))).toEqual({ marking });
  expect(marked("text/html", "<html><body class=x>Hi</body></html>")).toContain('<body class=x>\n<p class="marking" role="note">EMBARGOED · for per_x of &#60;org&#62; only');
  const pack = tar.pack();
  pack.entry({ name: "a.txt" }, "hello");
  pack.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of pack) chunks.push(chunk as Uint8Array);
  const plain = Buffer.concat(chunks);
  const bytes = marked("application/x-tar", plain) as Uint8Array;
  expect(Buffer.from(bytes).includes("mark 0123456789abcdef01234567")).toBe(true);
  expect(Buffer.from(bytes).subarray(-plain.length).equals(plain)).toBe(true);
  const names: string[] = [];
  const reader = tar.extract();
  reader.on("entry", (header, stream, next) => {
    names.push(header.name);
    stream.resume();
    stream.on("end", next);
  });
  await new Promise((resolve, reject) => reader.on("finish", () => resolve(undefined)).on("error", reject).end(Buffer.from(bytes)));
  expect(names).toEqual(["a.txt"]);
});
