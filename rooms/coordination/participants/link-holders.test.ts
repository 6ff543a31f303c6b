import { expect, test } from "vitest";
import { bringFinding, clearinghousePeople, readMail, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { softwareAuthenticator } from "../../../tests/setup/authenticator.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { caseMailbox } from "../mail/answer-by-mail.ts";

const MAINTAINER = "maintainer@tide.example";
const BUOY = "psirt@buoy.example";
const DESK = "desk@cna.example";

/** A case with a maintainer, a participant and a desk, each with a mailed link, and a passkey bound to it by whoever asks. */
async function caseWithHolders() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const as = people.analyst;
  await requireOk(world.call("POST", "/projects", { as, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 2 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as })).json as { caseId: string };
  await requireOk(world.call("POST", `/cases/${caseId}/participants`, { as, body: { name: "Buoy Works", email: BUOY, roles: ["vendor"] } }));
  const newest = async (address: string) => {
    const mail = (await readMail(world, address)).at(-1);
    return { ...mail, replyTo: mail?.replyTo ?? "", token: /#([A-Za-z0-9_-]{20,})/.exec(mail?.text ?? "")?.[1] ?? "" };
  };
  const bind = async (audience: string, token: string) => {
    const authenticator = softwareAuthenticator({ origin: "http://localhost:8420" });
    world.pass(1000);
    const options = await requireOk(world.call("POST", "/link/passkeys/options", { body: { audience, token } }));
    return (await requireOk(world.call("POST", "/link/passkeys/binding", { body: { audience, token, name: "Key", registration: authenticator.register(options) } }))).token as string;
  };
  const open = async (page: string, token: string) => {
    const { status, json } = await world.call("POST", `/${page}/open`, { body: { token } });
    return status === 200 ? "open" : (json.error.code as string);
  };
  const holders = async () => (await world.call("GET", `/cases/${caseId}/link-passkeys`, { as })).json.holders;
  const revoke = (body: object, by = as) => {
    world.pass(1000);
    return world.call("POST", `/cases/${caseId}/link-passkeys/revocation`, { as: by, body });
  };
  return { world, as, caseId, newest, bind, open, holders, revoke };
}

test("with a passkey bound, a maintainer's lost mail shows nothing of the case and does nothing on its page; an answer by mail still adds to the thread", async () => {
  const { world, as, caseId, newest, bind, open } = await caseWithHolders();
  const { token, replyTo } = await newest(MAINTAINER);
  const proven = await bind("case", token);
  expect([await open("maintainer", token), await open("maintainer", proven)]).toEqual(["passkey-needed", "open"]);
  const lost = await world.call("POST", "/maintainer/open", { body: { token } });
  expect(Object.keys(lost.json.error).toSorted()).toEqual(["code", "field", "message"]);
  for (const act of ["terms", "messages", "bundle", "policy", "mail/wish", "next", "patches"]) {
    expect((await world.call("POST", `/maintainer/${act}`, { body: { token, ...(act === "messages" ? { text: "It is I." } : {}) } })).json.error.code).toBe("passkey-needed");
  }
  await caseMailbox.receive(world.services, { to: replyTo, from: "any@else.example", subject: "Re", text: "We look at it." });
  const { messages } = (await world.call("GET", `/cases/${caseId}`, { as })).json;
  expect(messages.map(({ text }: { text: string }) => text)).toContain("We look at it.");
  // A link that is mailed anew asks for the passkey too.
  world.pass(1000);
  await requireOk(world.call("POST", `/cases/${caseId}/link`, { as }));
  const renewed = await newest(MAINTAINER);
  expect([await open("maintainer", renewed.token), await open("maintainer", proven)]).toEqual(["passkey-needed", "link-not-valid"]);
});

test("whoever coordinates takes lost passkeys away: earlier links end, a new one is mailed that opens by itself, and nobody else can", async () => {
  const { world, caseId, newest, bind, open, holders, revoke } = await caseWithHolders();
  const [maintainer, buoy] = [await newest(MAINTAINER), await newest(BUOY)];
  expect(await holders()).toEqual([]);
  const proven = { maintainer: await bind("case", maintainer.token), buoy: await bind("case-participant", buoy.token) };
  const [, participant] = await holders();
  expect(await holders()).toEqual([{ kind: "maintainer", id: caseId, address: MAINTAINER, passkeys: 1 }, { kind: "participant", id: participant.id, address: BUOY, passkeys: 1 }]);

  const other = await world.person({ organisation: "Elsewhere", kind: "vendor", name: "Eve", roles: ["finder"] });
  expect((await revoke({ kind: "maintainer", id: caseId }, other)).status).toBeGreaterThanOrEqual(403);
  expect((await revoke({ kind: "desk", id: caseId })).status).toBe(404);
  expect((await requireOk(revoke({ kind: "maintainer", id: caseId }))).holders).toEqual([{ kind: "participant", id: participant.id, address: BUOY, passkeys: 1 }]);
  await requireOk(revoke({ kind: "participant", id: participant.id }));
  expect((await revoke({ kind: "participant", id: participant.id })).status).toBe(404);
  await world.drain();
  for (const [page, address, before, shown] of [["maintainer", MAINTAINER, maintainer.token, proven.maintainer], ["participant", BUOY, buoy.token, proven.buoy]] as const) {
    const { subject, token } = await newest(address);
    expect([subject, await open(page, before), await open(page, shown), await open(page, token)]).toEqual([expect.stringMatching(/^Your links about .+ ask for no passkey any more$/), "link-not-valid", "link-not-valid", "open"]);
  }
  expect((await world.ledgerKinds()).filter((kind) => kind === "access.link-passkeys-revoked")).toHaveLength(2);
});

test("a desk that a report was handed to by mail binds a passkey as a maintainer does", async () => {
  const { world, as, caseId, newest, bind, open, holders, revoke } = await caseWithHolders();
  const { destinations } = await requireOk(world.call("POST", "/hand-off-destinations", { as, body: { kind: "cna", name: "A desk", url: `mailto:${DESK}` } }));
  const prepared = await requireOk(world.call("POST", `/cases/${caseId}/hand-offs`, { as, body: { destinationId: destinations[0].id, comment: "Its maintainer is silent." } }));
  await requireOk(world.call("POST", `/cases/${caseId}/hand-offs/confirm`, { as, body: { handOffId: prepared.id, digest: prepared.digest } }));
  await world.drain();
  const { token } = await newest(DESK);
  const proven = await bind("hand-off", token);
  expect([await open("hand-off", token), await open("hand-off", proven)]).toEqual(["passkey-needed", "open"]);
  expect(await holders()).toEqual([{ kind: "desk", id: prepared.id, address: DESK, passkeys: 1 }]);
  await requireOk(revoke({ kind: "desk", id: prepared.id }));
  await world.drain();
  expect(await open("hand-off", (await newest(DESK)).token)).toBe("open");
});
