import { expect, onTestFinished, test } from "vitest";
import { startWebhookReceiver, type WebhookReceiver } from "#fakes/webhook-receiver";
import { sql, type Actor } from "#rooms/platform";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { issueExerciseAdvisory, recallExerciseFix } from "../fixtures/issue-exercise-advisory.ts";
import { deliverWebhook, forgetDeliveries } from "./tell-webhooks.ts";
import { isWished, retryAfterMs } from "./webhooks.rules.ts";

const DAY_MS = 86_400_000;

interface Scene {
  readonly world: World;
  readonly receiver: WebhookReceiver;
  readonly analyst: Actor;
  readonly operator: Actor;
}

async function openScene(): Promise<Scene> {
  const world = await createWorld();
  const receiver = await startWebhookReceiver();
  onTestFinished(() => receiver.close());
  const analyst = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Ana", roles: ["clearinghouse-analyst"] });
  const operator = await world.person({ organisation: "Water Works", kind: "operator", name: "Uma", roles: ["operator"] });
  receiver.trust((await world.call("GET", "/webhooks/signing-key")).json.publicKey);
  return { world, receiver, analyst, operator };
}

async function add({ world, receiver, operator }: Scene, wish: object = {}): Promise<{ readonly id: string; readonly secret: string }> {
  const { status, json } = await world.call("POST", "/webhooks", { as: operator, body: { url: receiver.url, ...wish } });
  expect(status).toBe(201);
  receiver.trust(json.secret);
  return { id: json.webhook.id, secret: json.secret };
}

const publish = ({ world, analyst }: Scene, product = "Pump", fixedVersion = "1.0.1", purl: string | null = null) => issueExerciseAdvisory(world.services, { actor: analyst, product, fixedVersion, purl });
const look = async ({ world, operator }: Scene, id: string) => (await world.call("GET", `/webhooks/${id}`, { as: operator })).json;

test("an address is told of every revision once, in a message that its secret and our key have signed", async () => {
  const scene = await openScene();
  const { world, receiver, operator } = scene;
  const { id, secret } = await add(scene);
  const advisoryId = await publish(scene);
  await world.drain();
  world.pass(60_000);
  await recallExerciseFix(world.services, { product: "Pump", fixedVersion: "1.0.1" });
  await world.drain();

  const { publicUrl } = world.services.configuration;
  const summary = (await world.call("GET", "/advisories")).json.advisories[0];
  expect(receiver.taken.map(({ body, signedBy }) => [body.type, body.data["revision"], signedBy])).toEqual([
    ["advisory.published", 1, { secrets: [secret], key: true }],
    ["advisory.revised", 2, { secrets: [secret], key: true }],
  ]);
  expect(receiver.taken[1]?.body.data).toEqual({ ...summary, url: `${publicUrl}/api/advisories/${advisoryId}`, page: `${publicUrl}/advisories/${advisoryId}` });
  expect(receiver.taken[1]?.timestamp).toBe(world.services.clock().getTime() / 1000);

  const { webhook, deliveries } = await look(scene, id);
  expect(webhook).toMatchObject({ url: receiver.url, state: "active", failingSince: null, purls: [], leastSeverity: null });
  expect(deliveries.map((one: Record<string, unknown>) => [one["id"], one["state"], one["attempts"], one["status"], one["fault"]])).toEqual(
    receiver.taken.toReversed().map((message) => [message.id, "delivered", 1, 204, null]),
  );
  // The secret was shown once, and lies nowhere in the open.
  const stored = JSON.stringify(await world.services.db.query(sql`SELECT * FROM publication.webhook`));
  for (const hidden of [secret, receiver.url]) expect(stored).not.toContain(hidden);
  expect(JSON.stringify((await world.call("GET", "/webhooks", { as: operator })).json)).not.toContain("whsec_");
  expect((await world.ledgerKinds()).filter((kind) => kind.includes("webhook"))).toEqual(["publication.webhook-added"]);
});

test("being asked twice to tell, and sending twice, is one message with one id", async () => {
  const scene = await openScene();
  const { world, receiver } = scene;
  await add(scene);
  const advisoryId = await publish(scene);
  await world.drain();
  for (let times = 0; times < 2; times += 1) await world.services.db.inTransaction((tx) => world.services.jobs.emit(tx, "publication.advisory-revised", { advisoryId }));
  await world.drain();
  const [message] = receiver.taken;
  await deliverWebhook.run(world.services, { deliveryId: message?.id ?? "", attempts: 0 });
  expect(receiver.taken).toHaveLength(1);
});

test("what is not taken is sent again under the same id, later each time, and after three days its owner is told that we gave up", async () => {
  const scene = await openScene();
  const { world, receiver, operator } = scene;
  const { id } = await add(scene);
  receiver.behave(500);
  await publish(scene);
  await world.drain();
  const attempts = async () => (await look(scene, id)).deliveries[0].attempts as number;
  expect(await attempts()).toBe(1);
  for (const [tries, wait] of [5000, 300_000, 1_800_000, 7_200_000].entries()) {
    world.pass(wait - 1000);
    await world.drain();
    expect(await attempts()).toBe(tries + 1);
    world.pass(1000);
    await world.drain();
    expect(await attempts()).toBe(tries + 2);
  }
  for (let days = 0; days < 4; days += 1) {
    world.pass(DAY_MS);
    await world.drain();
  }
  const { webhook, deliveries } = await look(scene, id);
  expect([webhook.state, deliveries[0].state, deliveries[0].status]).toEqual(["dead", "given-up", 500]);
  expect(new Set(receiver.taken.map((message) => message.id)).size).toBe(1);
  expect(receiver.taken.length).toBeGreaterThan(6);
  const { entries } = (await world.call("GET", "/inbox", { as: operator })).json;
  expect([entries[0].kind, entries[0].link, entries[0].body.includes("127.0.0.1")]).toEqual(["publication.webhook-given-up", `/webhooks/${id}`, true]);
  expect((await world.ledgerKinds()).filter((kind) => kind.includes("webhook"))).toEqual(["publication.webhook-added", "publication.webhook-given-up"]);

  // Nobody tells it any more, until its owner begins again.
  const before = receiver.taken.length;
  await publish(scene, "Valve");
  await world.drain();
  expect((await world.call("POST", `/webhooks/${id}/ping`, { as: operator })).json.error.code).toBe("webhook-dead");
  expect(receiver.taken).toHaveLength(before);
  receiver.behave(200);
  expect((await world.call("POST", `/webhooks/${id}/revival`, { as: operator })).json.webhook.state).toBe("active");
  expect((await world.call("POST", `/webhooks/${id}/revival`, { as: operator })).json.error.code).toBe("webhook-not-dead");
  await publish(scene, "Gauge");
  await world.drain();
  expect(receiver.taken.at(-1)?.body.data["title"]).toBe("Flaw in Gauge");
});

test("an address that is gone, leads elsewhere, answers without an end or not at all is told so in the list of deliveries", async () => {
  const scene = await openScene();
  const { world, receiver, operator } = scene;
  const { id } = await add(scene);
  const ping = async () => {
    await world.call("POST", `/webhooks/${id}/ping`, { as: operator });
    await world.drain();
    world.pass(1000);
    const { status, fault, state } = (await look(scene, id)).deliveries[0];
    return [status, fault, state];
  };
  expect(await ping()).toEqual([204, null, "delivered"]);
  expect(receiver.taken.at(-1)?.body).toMatchObject({ type: "ping", data: {} });
  receiver.behave("redirects");
  expect(await ping()).toEqual([null, "redirect-refused", "given-up"]);
  receiver.behave("hangs");
  expect(await ping()).toEqual([null, "unreachable", "given-up"]);
  receiver.behave("floods");
  expect(await ping()).toEqual([200, null, "delivered"]);
  receiver.behave(410);
  expect(await ping()).toEqual([410, null, "given-up"]);
  expect((await look(scene, id)).webhook.state).toBe("dead");
});

test("after a change of the secret both sign for a day, and then the new one alone", async () => {
  const scene = await openScene();
  const { world, receiver, operator } = scene;
  const { id, secret } = await add(scene);
  const { json } = await world.call("POST", `/webhooks/${id}/secret`, { as: operator });
  receiver.trust(json.secret);
  const signers = async () => {
    await world.call("POST", `/webhooks/${id}/ping`, { as: operator });
    await world.drain();
    return receiver.taken.at(-1)?.signedBy.secrets;
  };
  expect(await signers()).toEqual([secret, json.secret]);
  expect(json.webhook.earlierSecretUntil).toBe(new Date(world.services.clock().getTime() + DAY_MS).toISOString());
  world.pass(DAY_MS);
  expect(await signers()).toEqual([json.secret]);
  expect((await look(scene, id)).webhook.earlierSecretUntil).toBeNull();
});

test("whoever wished for one product or for what is bad is told of that, and of what nobody rated", async () => {
  const scene = await openScene();
  const { world, receiver } = scene;
  await add(scene, { purls: ["pkg:npm/Pump@1.2.3"], events: ["advisory.published"] });
  await publish(scene, "Valve", "1.0.1", "pkg:npm/valve");
  await publish(scene, "Pump", "1.0.1", "pkg:npm/pump");
  await recallExerciseFix(world.services, { product: "Pump", fixedVersion: "1.0.1" });
  await world.drain();
  // By the time of telling it is a revision already, and those were not wished for.
  expect(receiver.taken).toEqual([]);
  await publish(scene, "Pump two", "1.0.1", "pkg:npm/pump");
  await world.drain();
  expect(receiver.taken.map(({ body }) => body.data["title"])).toEqual(["Flaw in Pump two"]);
  const wish = { events: ["advisory.published" as const], purls: [], leastSeverity: "high" as const };
  expect([null, "none", "medium", "high", "critical"].map((severity) => isWished(wish, { event: "advisory.published", purls: [], severity: severity as "high" | null }))).toEqual([true, false, false, true, true]);
  expect([1, 5, 9, 10].map((attempts) => retryAfterMs(attempts, "advisory.published"))).toEqual([5000, 18_000_000, DAY_MS, undefined]);
});

test("an address inside our own network, of another kind, or past the limit is refused with the field", async () => {
  const scene = await openScene();
  const { world, operator } = scene;
  const refuse = async (body: object) => {
    const { status, json } = await world.call("POST", "/webhooks", { as: operator, body });
    return [status, json.error?.code, json.error?.field];
  };
  for (const url of ["https://10.0.0.1/x", "https://intranet/x", "http://10.0.0.1/x", "https://user:word@receiver.example/", "https://169.254.169.254/latest"]) expect([url, ...(await refuse({ url }))]).toEqual([url, 422, "address-refused", "url"]);
  expect(await refuse({ url: "ftp://receiver.example/" })).toEqual([400, "invalid-input", "url"]);
  expect(await refuse({ url: scene.receiver.url, purls: ["pump"] })).toEqual([422, "not-a-purl", "purls.0"]);
  expect(await refuse({ url: scene.receiver.url, events: [] })).toEqual([400, "invalid-input", "events"]);
  for (let count = 0; count < 20; count += 1) await add(scene);
  expect(await refuse({ url: scene.receiver.url })).toEqual([409, "too-many-webhooks", undefined]);
});

test("an organisation's own file has its addresses and what each was told, and no secret", async () => {
  const scene = await openScene();
  const { world, operator, receiver } = scene;
  const { id, secret } = await add(scene);
  await publish(scene);
  await world.drain();
  const exported = await world.services.exportOwned(operator.organisationId);
  expect(exported["publication"]).toEqual({ webhooks: [expect.objectContaining({ id, url: receiver.url, personId: operator.personId, deliveries: [expect.objectContaining({ event: "advisory.published", state: "delivered" })] })] });
  expect(JSON.stringify(exported)).not.toContain(secret);
});

test("another organisation's address looks absent, and what was removed is told nothing and shown to nobody", async () => {
  const scene = await openScene();
  const { world, receiver, operator } = scene;
  const { id } = await add(scene);
  const stranger = await world.person({ organisation: "Gas Works", kind: "operator", name: "Sid", roles: ["operator"] });
  const colleague = await world.person({ organisation: "Water Works", kind: "operator", name: "Cor", roles: ["operator"] });
  for (const [method, path] of [["GET", ""], ["POST", "/secret"], ["POST", "/ping"], ["POST", "/revival"], ["DELETE", ""]] as const) {
    expect([path, (await world.call(method, `/webhooks/${id}${path}`, { as: stranger })).status]).toEqual([path, 404]);
  }
  expect((await world.call("GET", "/webhooks", { as: stranger })).json).toEqual({ webhooks: [] });
  expect((await world.call("GET", "/webhooks", { as: colleague })).json.webhooks).toHaveLength(1);
  receiver.behave(500);
  await publish(scene);
  await world.drain();
  expect((await world.call("DELETE", `/webhooks/${id}`, { as: operator })).status).toBe(204);
  world.pass(DAY_MS);
  await world.drain();
  expect(receiver.taken).toHaveLength(1);
  expect((await world.call("GET", `/webhooks/${id}`, { as: operator })).status).toBe(404);
  expect((await world.ledgerKinds()).filter((kind) => kind.includes("webhook"))).toEqual(["publication.webhook-added", "publication.webhook-removed"]);
});

test("what became of messages is forgotten after thirty days", async () => {
  const scene = await openScene();
  const { world } = scene;
  const { id } = await add(scene);
  await publish(scene);
  await world.drain();
  world.pass(30 * DAY_MS + 1000);
  await forgetDeliveries.run(world.services, {});
  expect((await look(scene, id)).deliveries).toEqual([]);
});
