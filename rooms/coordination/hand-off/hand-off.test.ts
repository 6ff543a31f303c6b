import { createHash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { startHandOffDesks } from "#fakes/hand-off";
import { sql, type InboxEntry } from "#rooms/platform";
import { bringFinding, clearinghousePeople, readMail, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { caseMailbox } from "../mail/answer-by-mail.ts";
import { sendHandOff } from "./send-hand-off.ts";

/** A validated case, and the desks that it may go to. */
async function deskWorld() {
  const desks = await startHandOffDesks();
  onTestFinished(() => desks.close());
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, purl: "pkg:npm/tide-gauge", contactEmail: "maintainer@tide.example", openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people, { title: "Canary title" });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const destinations: Record<string, string> = {};
  for (const [kind, path] of [["vince", "/vince"], ["cna", "/cna"], ["github", ""]] as const) {
    const { destinations: list } = await requireOk(world.call("POST", "/hand-off-destinations", { as: people.analyst, body: { kind, name: kind, url: `${desks.url}${path}`, credential: `secret-of-${kind}` } }));
    destinations[kind] = list.find((one: { kind: string }) => one.kind === kind).id;
  }
  const act = (step: string, body: object, as = people.analyst) => world.call("POST", `/cases/${caseId}/hand-offs${step}`, { as, body });
  const prepare = (kind: string) => requireOk(act("", { destinationId: destinations[kind], comment: "Its maintainer is silent." }));
  const send = async (kind: string) => {
    const { id, digest } = await prepare(kind);
    await requireOk(act("/confirm", { handOffId: id, digest }));
    await world.drain();
    return id as string;
  };
  const read = async (id: string) => (await world.call("GET", `/cases/${caseId}/hand-offs`, { as: people.analyst })).json.handOffs.find((one: { id: string }) => one.id === id);
  const list = async () => (await world.call("GET", `/cases/${caseId}/hand-offs`, { as: people.analyst })).json.handOffs;
  const inbox = async () => (await world.call("GET", "/inbox", { as: people.analyst })).json.entries.map(({ kind }: InboxEntry) => kind);
  return { world, people, desks, caseId: caseId as string, findingId, destinations, act, prepare, send, read, list, inbox };
}

test("a confirmed record reaches each desk in its own form, once, and counts as received by their receipt alone", async () => {
  const { world, desks, caseId, send, read, list, inbox } = await deskWorld();
  for (const [kind, receipt] of [["vince", "26-09-0001"], ["github", "GHSA-aaaa-bbbb-0002"], ["cna", "CNA-0003"]] as const) expect(await read(await send(kind))).toMatchObject({ state: "received", receipt, destination: { kind } });
  const [vince, github, cna] = desks.taken;
  expect(vince).toMatchObject({ authorization: "Token secret-of-vince", fields: { product_name: "Tide Gauge", product_version: "1.4.0", vul_public: "no", vul_discovery: expect.stringMatching(/^Found by Harbour Watch, with the help of an AI model \(scripted-agent-1\)\. It was run 3 times in isolation and showed 3 times\. A person validated it/) } });
  expect(github).toMatchObject({ path: "/repos/harbour/tide-gauge/security-advisories/reports", authorization: "Bearer secret-of-github", fields: { summary: "Canary title", cwe_ids: ["CWE-787"], vulnerabilities: [{ package: { ecosystem: "npm", name: "Tide Gauge" } }] } });
  expect(cna).toMatchObject({ fields: { cnaContainer: { affected: [{ vendor: "Tide Gauge project", versions: [{ version: "1.4.0", status: "affected" }] }], credits: [{ value: "Harbour Watch", type: "finder" }, { value: "scripted-agent-1", type: "tool" }] } } });
  // The form takes one file: the bundle, as the person who confirmed the record saw it named by its digest.
  const { user_file: bundle } = JSON.parse((await list()).find(({ destination }: { destination: { kind: string } }) => destination.kind === "vince").record) as { user_file: { sha256: string } };
  expect([vince?.file?.name, createHash("sha256").update(vince?.file?.bytes ?? "").digest("hex"), github?.file]).toEqual([`${caseId}.tar`, bundle.sha256, null]);
  expect(await inbox()).toContain("coordination.hand-off-received");
  for (const step of ["prepared", "confirmed", "received"]) expect((await world.ledgerKinds()).filter((kind) => kind === `coordination.hand-off-${step}`)).toHaveLength(3);
  const stored = JSON.stringify([await world.services.db.query(sql`SELECT * FROM coordination.hand_off`), await world.services.db.query(sql`SELECT * FROM coordination.hand_off_destination`)]);
  for (const word of ["Canary", "secret-of", "26-09-0001"]) expect(stored).not.toContain(word);
});

test("a lost, broken or unreadable answer is unknown: nothing is sent again, and a person says what became of it", async () => {
  const { world, desks, act, send, read, inbox, destinations } = await deskWorld();
  for (const [how, kind] of [["lost", "vince"], ["broken", "github"], ["garbled", "cna"]] as const) {
    desks.misbehave(how);
    const id = await send(kind);
    expect([how, (await read(id)).state]).toEqual([how, "unknown"]);
    await sendHandOff.run(world.services, { handOffId: id });
    expect((await act("", { destinationId: destinations[kind], comment: "Again." })).json.error.code).toBe("handed-off-already");
  }
  expect([desks.taken.length, (await inbox())[0]]).toEqual([3, "coordination.hand-off-unknown"]);
  const [first, second] = (await world.services.db.query<{ id: string }>(sql`SELECT id FROM coordination.hand_off ORDER BY prepared_at, id`)).map(({ id }) => id);
  expect((await act("/settle", { handOffId: first, outcome: "received", receipt: "VRF#26-09-77, by telephone" })).json).toMatchObject({ state: "received", receipt: "VRF#26-09-77, by telephone" });
  expect((await act("/settle", { handOffId: second, outcome: "not-received", receipt: "They never saw it." })).json.state).toBe("refused");
  expect((await act("/settle", { handOffId: first, outcome: "received", receipt: "Again." })).json.error.code).toBe("hand-off-wrong-state");
});

test("a job that was broken off between storing and sending is unknown too, and sends nothing", async () => {
  const { world, desks, act, prepare, read } = await deskWorld();
  const { id, digest } = await prepare("vince");
  await requireOk(act("/confirm", { handOffId: id, digest }));
  await world.services.db.execute(sql`UPDATE coordination.hand_off SET state = 'sending', sent_at = ${world.services.clock()}`);
  await world.drain();
  expect([(await read(id)).state, desks.taken]).toEqual(["unknown", []]);
});

test("their no is kept with its reason, and another try is a new hand-off", async () => {
  const { desks, send, read, prepare } = await deskWorld();
  desks.misbehave("refuses");
  expect(await read(await send("vince"))).toMatchObject({ state: "refused", receipt: '400 {"errors":["not now"]}' });
  expect((await prepare("vince")).state).toBe("prepared");
});

test("nothing leaves that no assigned person confirmed byte by byte, and nothing of a finding that was not validated (INV-12)", async () => {
  const { world, people, desks, findingId, act, prepare } = await deskWorld();
  const colleague = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Cleo", roles: ["clearinghouse-analyst"] });
  const { id, digest } = await prepare("vince");
  expect([(await act("/confirm", { handOffId: id, digest }, people.finder)).status, (await act("/confirm", { handOffId: id, digest }, colleague)).status]).toEqual([403, 403]);
  expect((await act("/confirm", { handOffId: id, digest: "0".repeat(64) })).json.error).toMatchObject({ code: "another-record", field: "digest" });
  expect((await act("/confirm", { handOffId: "hand_00000000000000000000", digest })).json.error.code).toBe("no-such-hand-off");
  await expect(world.services.db.execute(sql`UPDATE coordination.hand_off SET state = 'sending' WHERE id = ${id}`)).rejects.toThrow("check constraint");
  expect((await act("/drop", { handOffId: id })).json.state).toBe("dropped");
  expect((await act("/confirm", { handOffId: id, digest })).json.error.code).toBe("hand-off-wrong-state");
  expect((await act("", { destinationId: "dest_00000000000000000000", comment: "x" })).json.error.code).toBe("no-such-destination");
  expect((await world.call("POST", "/hand-off-destinations", { as: people.analyst, body: { kind: "cna", name: "Inside", url: "http://10.0.0.7/cna" } })).json.error).toMatchObject({ code: "address-refused", field: "url" });
  // A case is there only after a person's word, and the database takes that back from nobody.
  await expect(world.services.db.execute(sql`UPDATE findings.validation SET decision = 'rejected' WHERE finding_id = ${findingId}`)).rejects.toThrow("permission denied");
  await world.drain();
  expect(desks.taken).toEqual([]);
});

const DESK = "cna@numbers.example";

/** A CNA that is reached by mail, and the request that was mailed to it. */
async function mailedDesk() {
  const scene = await deskWorld();
  const { world, people } = scene;
  const { destinations } = await requireOk(world.call("POST", "/hand-off-destinations", { as: people.analyst, body: { kind: "cna", name: "Numbers", url: `mailto:${DESK}` } }));
  scene.destinations["mailed"] = destinations.find((one: { name: string }) => one.name === "Numbers").id;
  const id = await scene.send("mailed");
  const mail = (await readMail(world, DESK)).at(-1);
  const token = /\/hand-off#([A-Za-z0-9_-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
  const answer = (text: string, from = DESK) => caseMailbox.receive(world.services, { to: mail?.replyTo ?? "", from, subject: "Re", text });
  return { ...scene, id, mail, token, answer };
}

test("a CNA without an address on the web is asked by mail that holds nothing of the report; its link opens the record to it alone, and its answer by mail settles it", async () => {
  const { world, caseId, id, mail, token, answer, read, list, inbox, desks } = await mailedDesk();
  expect([(await read(id)).state, desks.taken, mail?.subject]).toEqual(["awaiting", [], "A validated vulnerability report for your desk: Tide Gauge"]);
  for (const word of ["Canary", "CWE", "gauge.c"]) expect(mail?.text).not.toContain(word);
  const opened = (await world.call("POST", "/hand-off/open", { body: { token } })).json;
  expect(opened).toMatchObject({ name: "Numbers", state: "awaiting" });
  expect(JSON.parse(opened.record)).toMatchObject({ cnaContainer: { title: "Canary title" } });
  // Its secret opens nothing else, and nobody else's opens it.
  for (const path of ["/maintainer/open", "/participant/open"]) expect((await world.call("POST", path, { body: { token } })).status).toBe(410);

  await answer("Taken as CVE-2026-40001.\n\nOn Tue, Breakwater wrote:\n> We ask you");
  expect(await read(id)).toMatchObject({ state: "received", receipt: "Taken as CVE-2026-40001." });
  await answer("We need a reference.");
  await answer("We need a reference.");
  expect((await read(id)).receipt).toBe("Taken as CVE-2026-40001.\n\nWe need a reference.");
  expect((await inbox()).slice(0, 2)).toEqual(["coordination.hand-off-answered", "coordination.hand-off-received"]);
  expect((await list()).length).toBe(1);
  expect((await world.call("POST", "/hand-off/answer", { body: { token, outcome: "refused", receipt: "No." } })).json.error.code).toBe("hand-off-wrong-state");
  for (const kind of ["coordination.hand-off-awaiting", "coordination.hand-off-opened", "coordination.hand-off-received"]) expect((await world.ledgerKinds()).filter((one) => one === kind)).toHaveLength(1);
  expect((await world.call("GET", `/cases/${caseId}/threads`, {})).status).toBe(401);
});

test("a mailed request is settled on the page too, by a mail that came back, or by a person who reads a no in the answer", async () => {
  const { world, people, token, id, read, act, answer, inbox } = await mailedDesk();
  await requireOk(world.call("POST", "/hand-off/answer", { body: { token, outcome: "received", receipt: "REQ-7" } }));
  await world.drain();
  expect(await read(id)).toMatchObject({ state: "received", receipt: "REQ-7" });
  expect((await inbox())[0]).toBe("coordination.hand-off-received");
  expect((await act("/settle", { handOffId: id, outcome: "not-received", receipt: "They wrote that it is not theirs." })).json).toMatchObject({ state: "refused" });
  await answer("The address is unknown.", "");
  expect((await read(id)).state).toBe("refused");
  expect((await world.call("POST", "/hand-off-destinations", { as: people.analyst, body: { kind: "vince", name: "By mail", url: "mailto:desk@vince.example" } })).json.error).toMatchObject({ field: "url" });
  const other = await mailedDesk();
  await other.answer("The address is unknown.", "mailer-daemon@numbers.example");
  expect(await other.read(other.id)).toMatchObject({ state: "refused", receipt: "The address is unknown." });
});
