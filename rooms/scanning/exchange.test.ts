import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { disclosureRouteStatement, heldFixStatement, IN_TOTO_PAYLOAD, optOutStatement } from "#contracts/peer-records";
import { generateSigningKey, signStatement, verifyStatement } from "#engines/ledger";
import { sql, type Actor } from "#rooms/platform";
import { clearinghousePeople, gaugeBundle, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { hashTarget } from "./hash-target.ts";
import { digestTarget } from "./peer-opt-outs.ts";
import { recordHeldFix, withdrawHeldFix } from "./publish-records.ts";

const authorisation = { kind: "open-source", evidence: "Apache-2.0" };

async function join(world: World, as: Actor, purposes: readonly string[] = ["pulled-records"]) {
  const { digest } = await requireOk(world.call("GET", "/membership/terms"));
  await requireOk(world.call("POST", "/membership", { as, body: { termsDigest: digest, signatory: { name: "Ada", title: "Counsel" }, purposes, agrees: true } }));
}

/** A real HTTP server; `answer` says what it sends, and what it was asked with is kept. */
async function listen(answer: (path: string, authorization: string | undefined) => Promise<{ readonly status: number; readonly text: string }>): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    void answer(incoming.url ?? "", incoming.headers.authorization).then(({ status, text }) => outgoing.writeHead(status, { "content-type": "application/json" }).end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function openPayload({ payload }: { readonly payload: string }): Record<string, unknown> {
  return JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as Record<string, unknown>;
}

test("records for other clearinghouses are signed, closed statements that hold no body, severity or score (INV-15)", async () => {
  const world = await createWorld();
  const { finder, analyst } = await clearinghousePeople(world);
  const { services } = world;
  await join(world, finder);
  await requireOk(world.call("POST", "/opt-outs", { as: analyst, body: { repository: REPOSITORY, reason: "One maintainer, on leave." } }));
  await requireOk(world.call("POST", "/exchange/disclosure-routes", { as: analyst, body: { repository: `${REPOSITORY}.git`, route: "mail", address: "old@tide.example" } }));
  world.pass(1000);
  await requireOk(world.call("POST", "/exchange/disclosure-routes", { as: analyst, body: { repository: REPOSITORY, route: "security-txt", address: "https://tide.example/.well-known/security.txt" } }));
  const fix = { repository: REPOSITORY, patchDigest: "c".repeat(64), fixedVersion: "1.4.1", heldAt: services.clock() };
  await services.db.inTransaction(async (tx) => {
    await recordHeldFix(services, tx, fix);
    await recordHeldFix(services, tx, fix);
  });
  const { keyId, publicKeyPem } = await requireOk(world.call("GET", "/exchange"));

  const read = async (kind: string, as?: Actor) => (await requireOk(world.call("GET", `/exchange/${kind}`, as ? { as } : {}))) as { records: { payload: string; signatures: { keyid: string }[] }[]; next: null };
  const pages = { "opt-outs": await read("opt-outs", finder), "disclosure-routes": await read("disclosure-routes"), "held-fixes": await read("held-fixes") };
  for (const { records, next } of Object.values(pages)) {
    expect([records.length, next, records[0]?.signatures[0]?.keyid]).toEqual([1, null, keyId]);
    expect(verifyStatement(records[0], [publicKeyPem], IN_TOTO_PAYLOAD).ok).toBe(true);
  }
  const shapes = { "opt-outs": optOutStatement, "disclosure-routes": disclosureRouteStatement, "held-fixes": heldFixStatement } as const;
  for (const kind of ["opt-outs", "disclosure-routes", "held-fixes"] as const) {
    const payload = openPayload(pages[kind].records[0] ?? { payload: "" });
    expect([kind, shapes[kind].safeParse(payload).success]).toEqual([kind, true]);
    for (const foreign of ["severity", "score", "body", "description"]) {
      expect(shapes[kind].safeParse({ ...payload, [foreign]: 1 }).success).toBe(false);
      expect(shapes[kind].safeParse({ ...payload, predicate: { ...(payload["predicate"] as object), [foreign]: 1 } }).success).toBe(false);
    }
  }
  expect(openPayload(pages["disclosure-routes"].records[0] ?? { payload: "" })["predicate"]).toEqual({ repository: "code.exercise.example/harbour/tide-gauge", route: "security-txt", address: "https://tide.example/.well-known/security.txt", validatedAt: "2026-09-01T12:00:01.000Z" });

  await services.db.inTransaction((tx) => withdrawHeldFix(services, tx, fix.patchDigest));
  expect((await read("held-fixes")).records).toEqual([]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("scanning.fix"))).toEqual(["scanning.fix-held", "scanning.fix-withdrawn"]);
});

test("an opt-out's record names no target: whoever knows the target can test it, and nobody else reads one out of it", async () => {
  const world = await createWorld();
  const { finder, otherFinder, analyst } = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/opt-outs", { as: analyst, body: { repository: "git@code.exercise.example:harbour/tide-gauge.git", reason: "On leave." } }));
  expect((await world.call("GET", "/exchange/opt-outs")).status).toBe(401);
  expect((await world.call("GET", "/exchange/opt-outs", { as: finder })).json.error.code).toBe("not-a-member");
  await join(world, otherFinder, ["campaigns"]);
  expect((await world.call("GET", "/exchange/opt-outs", { as: otherFinder })).json.error.code).toBe("not-a-member");
  await join(world, finder);
  const { text, json } = await world.call("GET", "/exchange/opt-outs", { as: finder });
  const statement = openPayload(json.records[0]) as { subject: [{ digest: { scrypt: string } }]; predicate: { work: { salt: string } } };
  for (const word of ["gauge", "harbour", "leave", finder.organisationId]) expect(text + JSON.stringify(statement)).not.toContain(word);
  const digestOf = (repository: string) => digestTarget(hashTarget(world.services, { repository }).exchange, statement.predicate.work.salt);
  expect(await digestOf(REPOSITORY)).toBe(statement.subject[0].digest.scrypt);
  expect(await digestOf(`${REPOSITORY}-two`)).not.toBe(statement.subject[0].digest.scrypt);
});

test("another clearinghouse's opt-outs are pulled, believed by the pinned key alone, and honoured by claims, submissions and campaigns", { timeout: 60_000 }, async () => {
  const there = await createWorld();
  const theirs = await clearinghousePeople(there);
  await requireOk(there.call("POST", "/opt-outs", { as: theirs.analyst, body: { repository: REPOSITORY, reason: "On leave." } }));
  await requireOk(there.call("POST", "/exchange/disclosure-routes", { as: theirs.analyst, body: { repository: REPOSITORY, route: "mail", address: "security@tide.example" } }));
  await there.services.db.inTransaction((tx) => recordHeldFix(there.services, tx, { repository: REPOSITORY, patchDigest: "c".repeat(64), fixedVersion: "1.4.1", heldAt: there.services.clock() }));
  await join(there, theirs.finder);
  const token = await there.token(theirs.finder);
  const { publicKeyPem } = await requireOk(there.call("GET", "/exchange"));
  const asked: string[] = [];
  const url = await listen(async (path, authorization) => {
    asked.push(path);
    const { status, text } = await there.call("GET", path.replace("/api", ""), { headers: { authorization: authorization ?? "" } });
    return { status, text };
  });

  const world = await createWorld();
  const { finder, analyst } = await clearinghousePeople(world);
  const director = await world.person({ organisation: "Treasury", kind: "clearinghouse", name: "Tess", roles: ["clearinghouse-director"] });
  const claim = async () => (await world.call("POST", "/claims", { as: finder, body: { repository: REPOSITORY, authorisation } })).json;
  const body = { name: "Northern Clearinghouse", url: `${url}/`, publicKeyPem, token };
  expect((await world.call("POST", "/exchange/peers", { as: analyst, body })).status).toBe(403);
  expect((await world.call("POST", "/exchange/peers", { as: director, body: { ...body, publicKeyPem: "no key" } })).json.error).toMatchObject({ code: "peer-refused", field: "publicKeyPem" });
  const { peers: [peer] } = await requireOk(world.call("POST", "/exchange/peers", { as: director, body }));
  expect(peer).toEqual({ id: expect.stringMatching(/^peer_/), name: "Northern Clearinghouse", url, keyId: expect.any(String), optOuts: 0, routes: 0, fixes: 0, pulledAt: null, problem: null });
  expect((await claim()).answer).toBe("claimed");
  await world.call("POST", `/claims/${(await claim()).claimId}/release`, { as: finder });

  await world.drain();
  expect((await world.call("GET", "/exchange/peers", { as: analyst })).json.peers).toMatchObject([{ optOuts: 1, routes: 1, fixes: 1, pulledAt: "2026-09-01T12:00:00.000Z", problem: null }]);
  expect(asked).toEqual(["/api/exchange/opt-outs", "/api/exchange/disclosure-routes", "/api/exchange/held-fixes"]);
  // What they know of a project is shown to whoever will write to it, beside what is known here.
  await requireOk(world.call("POST", "/exchange/disclosure-routes", { as: analyst, body: { repository: REPOSITORY, route: "security-txt", address: "https://tide.example/security" } }));
  const known = (as: Actor) => world.call("GET", `/exchange/known?repository=${encodeURIComponent(`${REPOSITORY}.git`)}`, { as });
  expect((await known(analyst)).json).toEqual({
    repository: "code.exercise.example/harbour/tide-gauge",
    routes: [{ from: null, route: "security-txt", address: "https://tide.example/security", validatedAt: "2026-09-01T12:00:00.000Z" }, { from: "Northern Clearinghouse", route: "mail", address: "security@tide.example", validatedAt: "2026-09-01T12:00:00.000Z" }],
    fixes: [{ from: "Northern Clearinghouse", patchDigest: "c".repeat(64), fixedVersion: "1.4.1", heldAt: "2026-09-01T12:00:00.000Z" }],
  });
  expect((await known(finder)).status).toBe(403);
  const refusal = { code: "opted-out", field: "target", message: "target: its owner asked not to be scanned: said to Northern Clearinghouse." };
  expect((await claim()).error).toEqual(refusal);
  expect((await world.call("POST", "/findings", { as: finder, raw: await gaugeBundle() })).json.error).toEqual(refusal);
  expect((await world.call("POST", "/claims", { as: finder, body: { product: "Elsewhere", authorisation } })).json.answer).toBe("claimed");
  const stored = JSON.stringify(await world.services.db.query(sql`SELECT * FROM scanning.peer, scanning.peer_opt_out`));
  expect(stored).not.toContain(token);

  // Another key's word changes nothing: what was pulled before stays.
  const stranger = generateSigningKey();
  await world.services.db.execute(sql`UPDATE scanning.peer SET public_key = ${stranger.publicKeyPem}`);
  expect((await world.call("POST", `/exchange/peers/${peer.id}/pull`, { as: analyst })).json.peers).toMatchObject([{ optOuts: 1, routes: 1, fixes: 1, problem: "A record is not signed by the pinned key." }]);
  expect((await claim()).error.code).toBe("opted-out");
  expect((await world.call("POST", `/exchange/peers/${peer.id}/end`, { as: director })).json).toEqual({ peers: [] });
  expect((await claim()).answer).toBe("claimed");
  expect((await known(analyst)).json).toMatchObject({ routes: [{ from: null }], fixes: [] });
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["scanning.peer-added", "scanning.peer-pulled", "scanning.peer-ended"]));
});

test("whatever a peer sends instead of its records, nothing of it is kept and a person is told what was wrong", { timeout: 60_000 }, async () => {
  const { publicKeyPem, privateKeyPem } = generateSigningKey();
  const signed = (payload: unknown) => ({ ...signStatement({ payloadType: IN_TOTO_PAYLOAD, payload }, privateKeyPem) });
  const optOut = { _type: "https://in-toto.io/Statement/v1", subject: [{ name: "target", digest: { scrypt: "a".repeat(64) } }], predicateType: "urn:breakwater:opt-out:1", predicate: { recordedAt: "2026-09-01T00:00:00Z", work: { N: 4096, r: 8, p: 1, salt: "b".repeat(32) } } };
  const nothing = { status: 200, text: JSON.stringify({ records: [], next: null }) };
  let reply = nothing;
  let asked = "opt-outs";
  const url = await listen((path) => Promise.resolve(path.includes(asked) ? reply : nothing));
  const world = await createWorld();
  const director = await world.person({ organisation: "Treasury", kind: "clearinghouse", name: "Tess", roles: ["clearinghouse-director"] });
  const { peers: [peer] } = await requireOk(world.call("POST", "/exchange/peers", { as: director, body: { name: "Odd", url, publicKeyPem } }));
  const pull = async (status: number, sent: unknown) => {
    reply = { status, text: typeof sent === "string" ? sent : JSON.stringify(sent) };
    const { peers: [{ optOuts, problem }] } = await requireOk(world.call("POST", `/exchange/peers/${peer.id}/pull`, { as: director }));
    return [optOuts, problem];
  };
  expect(await pull(200, { records: [signed(optOut)], next: null })).toEqual([1, null]);
  expect(await pull(503, "")).toEqual([1, "It answers with status 503."]);
  expect(await pull(200, "<html>")).toEqual([1, "Its answer is not JSON."]);
  expect(await pull(200, { records: [{}], next: null })).toEqual([1, "Its answer is not a page of records."]);
  expect(await pull(200, { records: [signed({ ...optOut, severity: "high" })], next: null })).toEqual([1, "A signed record among its opt-outs is none in the closed form."]);
  expect(await pull(200, { records: [], next: "opt_00000000000000000000" })).toEqual([1, "It has more than 200 pages of opt-outs, or turns in a circle."]);
  expect((await pull(200, "x".repeat(5 * 1024 * 1024)))[0]).toBe(1);
  expect(await pull(200, { records: [], next: null })).toEqual([0, null]);

  // A route is believed only where its subject is the repository that it names, in its one spelling.
  asked = "disclosure-routes";
  const { exchange } = hashTarget(world.services, { repository: REPOSITORY });
  const toRoute = (repository: string, digest: string) => signed({ ...optOut, subject: [{ name: "target", digest: { sha256: digest } }], predicateType: "urn:breakwater:disclosure-route:1", predicate: { repository, route: "mail", address: "m@tide.example", validatedAt: "2026-09-01T00:00:00Z" } });
  const refused = "A signed record among its disclosure-routes is none in the closed form.";
  expect((await pull(200, { records: [toRoute("code.exercise.example/harbour/tide-gauge", exchange)], next: null }))[1]).toBe(null);
  expect((await pull(200, { records: [toRoute("code.exercise.example/other", exchange)], next: null }))[1]).toBe(refused);
  expect((await pull(200, { records: [toRoute(REPOSITORY, exchange)], next: null }))[1]).toBe(refused);
});
