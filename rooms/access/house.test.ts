import { beforeEach, describe, expect, test } from "vitest";
import { ROLES, type Role } from "#contracts/access";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { identify } from "./identify.ts";
import { firstAdministratorLink } from "./index.ts";
import { inviteByMail, secretSentTo, sentTo } from "../../tests/setup/mailbox.ts";
import { isConfirmed, type Asked } from "./proposal.rules.ts";
import { findRoleFault, rolesOf } from "./roles.rules.ts";

let world: World;
let mona: Actor;
let adam: Actor;
let house: string;
const fresh = (actor: Actor): Actor => ({ ...actor, steppedUp: true });
beforeEach(async () => {
  world = await createWorld({ exercise: false });
  mona = await world.person({ organisation: "Lab", kind: "developer", name: "Mona", roles: ["organisation-manager"] });
  adam = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  house = `/organisations/${mona.organisationId}`;
});

const invite = (as: Actor, body: object, at = house) => world.call("POST", `${at}/invitations`, { as, body: { name: "Nia", email: "nia@lab.example", roles: ["developer-release-lead"], ...body } });
const confirm = (as: Actor, id: string) => world.call("POST", `/proposals/${id}/confirmation`, { as: fresh(as) });
const accept = (token: string, purpose = "invitation") => world.call("POST", "/sign-in/redeem", { body: { token, purpose, carrier: "token" } });

describe("an invitation", () => {
  test("by a manager makes a person of exactly what was invited, once, when its link is used", async () => {
    expect((await invite(mona, {})).json.state).toBe("done");
    const token = await secretSentTo(world, "nia@lab.example");
    const { json } = await accept(token);
    expect({ ...json.person, id: "" }).toEqual({ id: "", organisationId: mona.organisationId, organisationName: "Lab", name: "Nia", roles: ["developer-release-lead"] });
    expect(await accept(token)).toMatchObject({ status: 410, json: { error: { code: "link-not-valid", field: "token" } } });
    expect((await world.ledgerKinds()).slice(-3)).toEqual(["access.invited", "access.invitation-accepted", "access.session-opened"]);
  });

  test("opens nothing after seven days, nor when it was taken back", async () => {
    const token = await inviteByMail(world, mona, { email: "nia@lab.example", roles: ["finder"] });
    expect(await invite(mona, {})).toMatchObject({ status: 409, json: { error: { code: "already-invited", field: "email" } } });
    world.pass(7 * 86_400_000);
    expect((await accept(token)).status).toBe(410);
    const again = await inviteByMail(world, mona, { email: "nia@lab.example", roles: ["finder"] });
    const [{ id }] = (await world.call("GET", `${house}/house`, { as: mona })).json.invitations;
    expect((await world.call("DELETE", `/invitations/${id}`, { as: mona })).status).toBe(204);
    expect((await accept(again)).status).toBe(410);
    expect((await world.call("DELETE", `/invitations/${id}`, { as: mona })).status).toBe(404);
  });

  test("gives only roles that such an organisation has, to one person what one person may hold", async () => {
    for (const roles of [["administrator"], ["validator"], ["nsa-director"], ["operator"]]) {
      expect(await invite(mona, { roles }), roles.join()).toMatchObject({ status: 422, json: { error: { code: "role-not-possible", field: "roles" } } });
    }
    expect((await world.call("GET", `${house}/house`, { as: mona })).json.invitations).toEqual([]);
  });

  test("does not tell its sender whether an address belongs to somebody elsewhere; its reader learns what to do", async () => {
    const rob = await world.person({ organisation: "Rival", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
    const { email = "" } = (await world.services.db.find<{ email: string }>(sql`SELECT email FROM access.person WHERE id = ${rob.personId}`)) ?? {};
    const known = await invite(mona, { email });
    const unknown = await invite(mona, { email: "new@lab.example" });
    const shape = ({ status, json }: typeof known) => ({ status, state: json.state, keys: Object.keys(json) });
    expect(shape(known)).toEqual(shape(unknown));
    expect(await sentTo(world, email)).toContain("already belongs to your account");
    await expect(secretSentTo(world, email)).rejects.toThrow("No link");
    expect(await invite(mona, { email: (await world.services.db.find<{ email: string }>(sql`SELECT email FROM access.person WHERE id = ${mona.personId}`))?.email }), "of the own organisation it is no secret").toMatchObject({ status: 409, json: { error: { code: "email-taken" } } });
  });

  test("is a manager's own to send: others of the house may not, other houses' managers see nothing", async () => {
    const nia = await world.person({ organisation: "Lab", kind: "developer", name: "Nia", roles: ["developer-release-lead"] });
    const rita = await world.person({ organisation: "Rival", kind: "developer", name: "Rita", roles: ["organisation-manager"] });
    expect(await invite(nia, {})).toMatchObject({ status: 403, json: { error: { code: "not-permitted" } } });
    const foreign = await invite(rita, {});
    const absent = await invite(rita, {}, "/organisations/org_00000000000000000000");
    expect([foreign.status, foreign.text]).toEqual([absent.status, absent.text]);
    expect(foreign.status).toBe(404);
  });

  test("by an administrator waits for somebody else, and nothing is mailed before", async () => {
    const waiting = await invite(adam, {});
    expect(waiting).toMatchObject({ status: 201, json: { state: "waiting" } });
    expect(await sentTo(world, "nia@lab.example")).toBe("");
    expect((await world.call("GET", `${house}/house`, { as: mona })).json.proposals).toMatchObject([{ kind: "invite", state: "open", summary: { email: "nia@lab.example", roles: ["developer-release-lead"] }, mayConfirm: true, proposedByName: "Adam" }]);
    expect(await confirm(adam, waiting.json.id)).toMatchObject({ status: 403, json: { error: { code: "not-permitted" } } });
    expect((await world.call("POST", `/proposals/${waiting.json.id}/confirmation`, { as: mona })).json.error.code).toBe("step-up-needed");
    expect((await confirm(mona, waiting.json.id)).json.state).toBe("done");
    expect((await accept(await secretSentTo(world, "nia@lab.example"))).status).toBe(200);
    expect((await confirm(mona, waiting.json.id)).status, "done is done").toBe(404);
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.proposed", "access.proposal-confirmed", "access.invited"]));
  });

  test("that waits ends by its withdrawal and after seven days", async () => {
    const first = (await invite(adam, {})).json.id;
    expect((await world.call("DELETE", `/proposals/${first}`, { as: mona })).status).toBe(204);
    expect((await confirm(mona, first)).status).toBe(404);
    world.pass(1000);
    const second = (await invite(adam, {})).json.id;
    world.pass(7 * 86_400_000);
    expect((await confirm(mona, second)).status).toBe(404);
    expect((await world.call("GET", `${house}/house`, { as: mona })).json.proposals.map(({ state }: { state: string }) => state)).toEqual(["lapsed", "withdrawn"]);
  });
});

test("the first administrator, while alone, invites the second alone, and gives no other role alone", async () => {
  const empty = await createWorld({ exercise: false });
  const token = (await firstAdministratorLink(empty.services)) ?? "";
  const { json } = await empty.call("POST", "/sign-in/redeem", { body: { token, carrier: "token" } });
  const send = (email: string, roles: readonly string[]) => empty.call("POST", `/organisations/${json.person.organisationId}/invitations`, { headers: { authorization: `Bearer ${json.token}` }, body: { name: "Second", email, roles } });
  expect((await send("m@ops.example", ["organisation-manager"])).json.state).toBe("waiting");
  expect((await send("second@ops.example", ["administrator"])).json.state).toBe("done");
  await empty.call("POST", "/sign-in/redeem", { body: { token: await secretSentTo(empty, "second@ops.example"), purpose: "invitation", carrier: "token" } });
  expect((await send("third@ops.example", ["administrator"])).json.state).toBe("waiting");
  expect(await firstAdministratorLink(empty.services), "and the terminal shows no link any more").toBeUndefined();
});

test("in a real installation nobody is put into a house without an invitation", async () => {
  const added = await world.call("POST", `${house}/people`, { as: adam, body: { name: "Eve", email: "eve@lab.example", roles: ["developer-release-lead"] } });
  expect(added).toMatchObject({ status: 409, json: { error: { code: "invitation-needed" } } });
  expect((await world.services.db.query(sql`SELECT 1 FROM access.person WHERE email = 'eve@lab.example'`)).length).toBe(0);
});

describe("other roles", () => {
  test("a manager gives to others of the house, never to themself alone, and never what the house does not have", async () => {
    const nia = await world.person({ organisation: "Lab", kind: "developer", name: "Nia", roles: ["finder"] });
    const give = (as: Actor, to: Actor, roles: readonly Role[]) => world.call("POST", `/people/${to.personId}/roles`, { as, body: { roles } });
    expect((await give(mona, nia, ["developer-security-lead"])).json.state).toBe("done");
    expect((await give(mona, nia, ["validator"])).json.error.code).toBe("role-not-possible");
    const own = await give(mona, mona, ["organisation-manager", "developer-release-lead"]);
    expect(own.json.state).toBe("waiting");
    expect((await confirm(mona, own.json.id)).status).toBe(403);
    expect((await give(adam, nia, ["developer-release-lead"])).json.state, "nor an administrator").toBe("waiting");
    expect((await confirm(adam, own.json.id)).json.state).toBe("done");
    const people = (await world.call("GET", `${house}/house`, { as: mona })).json.people as { name: string; roles: string[] }[];
    expect(people.map(({ name, roles }) => [name, roles])).toEqual([["Mona", ["organisation-manager", "developer-release-lead"]], ["Nia", ["developer-security-lead"]]]);
    expect(await world.ledgerKinds()).toContain("access.roles-changed");
  });
});

describe("how an organisation signs in", () => {
  const settings = { mailedLinks: true, idleMinutes: null, sessionHours: null, bindNetwork: false };
  const now = async () => (await world.call("GET", `${house}/house`, { as: mona })).json;
  const change = (as: Actor) => world.call("PUT", `${house}/sign-in-settings`, { as: fresh(as), body: settings });

  test("is changed by two: a manager, and another manager or an administrator", async () => {
    const max = await world.person({ organisation: "Lab", kind: "developer", name: "Max", roles: ["organisation-manager"] });
    for (const second of [max, adam]) {
      const waiting = await change(mona);
      expect(waiting).toMatchObject({ status: 200, json: { state: "waiting" } });
      expect((await now()).settings.mailedLinks).toBe(false);
      expect((await now()).proposals[0]).toMatchObject({ kind: "change-sign-in", summary: { settings }, mayConfirm: false });
      expect((await confirm(mona, waiting.json.id)).status).toBe(403);
      expect((await confirm(second, waiting.json.id)).json.state).toBe("done");
      expect((await now()).settings).toEqual(settings);
      await world.services.db.execute(sql`UPDATE access.organisation SET mailed_links = false`);
      world.pass(1000);
    }
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.proposed", "access.proposal-confirmed", "access.sign-in-settings-changed"]));
  });

  test("is no administrator's to begin, and another organisation's manager sees nothing of it", async () => {
    expect(await change(adam)).toMatchObject({ status: 403, json: { error: { code: "not-permitted" } } });
    const rita = await world.person({ organisation: "Rival", kind: "developer", name: "Rita", roles: ["organisation-manager"] });
    const { id } = (await change(mona)).json;
    expect((await confirm(rita, id)).status).toBe(404);
  });

  test("takes one person where there is no other manager and no administrator", async () => {
    await world.services.db.execute(sql`UPDATE access.person SET left_at = ${world.services.clock()} WHERE id = ${adam.personId}`);
    expect((await change(mona)).json.state).toBe("done");
    expect((await now()).settings).toEqual(settings);
  });

  test("stays as it is when somebody writes another proposer or another organisation into the table", async () => {
    const waiting = async () => (await change(mona)).json.id as string;
    const [own, moved] = [await waiting(), await waiting()];
    await world.services.db.execute(sql`UPDATE access.proposal SET proposed_by = ${adam.personId} WHERE id = ${own}`);
    expect((await confirm(mona, own)).status).toBe(403);
    const rita = await world.person({ organisation: "Rival", kind: "developer", name: "Rita", roles: ["organisation-manager"] });
    await world.services.db.execute(sql`UPDATE access.proposal SET organisation_id = ${rita.organisationId} WHERE id = ${moved}`);
    expect((await confirm(rita, moved)).status).toBe(404);
    expect((await now()).settings.mailedLinks).toBe(false);
  });
});

describe("recovery", () => {
  const email = "nia@lab.example";
  let token: string;
  let second: Actor;
  beforeEach(async () => {
    token = (await accept(await inviteByMail(world, mona, { email, roles: ["developer-release-lead"] }))).json.token;
    second = await world.person({ organisation: "Lab", kind: "developer", name: "Max", roles: ["organisation-manager"] });
  });
  const ask = async (address = email) => {
    const reply = await world.call("POST", "/recoveries", { body: { email: address } });
    await world.drain();
    return reply;
  };
  const openProposal = async () => (await world.call("GET", `${house}/house`, { as: mona })).json.proposals.find(({ state }: { state: string }) => state === "open")?.id;

  test("takes two words that were given: one that was written into the database is none", async () => {
    await ask();
    const id = await openProposal();
    await world.services.db.execute(sql`INSERT INTO access.confirmation (proposal_id, person_id, standing, at) VALUES (${id}, ${second.personId}, 'manager', ${world.services.clock()})`);
    expect((await confirm(mona, id)).json.state).toBe("waiting");
  });

  test("lets a person in again when two of its managers confirm, and ends whatever let anybody in before", async () => {
    await ask();
    expect(await sentTo(world, email)).toContain("lost every way to sign in");
    const id = await openProposal();
    expect((await confirm(mona, id)).json.state).toBe("waiting");
    expect(await confirm(mona, id)).toMatchObject({ status: 409, json: { error: { code: "already-confirmed" } } });
    expect((await world.call("GET", "/session", { headers: { authorization: `Bearer ${token}` } })).status, "until the link is used nothing ends").toBe(200);
    expect((await confirm(second, id)).json.state).toBe("done");
    const link = await secretSentTo(world, email);
    expect((await accept(link, "sign-in")).status, "it is no sign-in link").toBe(410);
    expect((await accept(link, "recovery")).status).toBe(200);
    expect((await accept(link, "recovery")).status).toBe(410);
    expect((await world.call("GET", "/session", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    const inbox = (await world.call("GET", "/inbox", { as: mona })).json.entries.map(({ kind }: { kind: string }) => kind);
    expect(inbox).toEqual(expect.arrayContaining(["access.proposed-recover", "access.recovery-confirmed", "access.person-recovered"]));
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.recovery-confirmed", "access.recovered"]));
  });

  test("by a manager and an administrator too, but not by two administrators while there is a manager", async () => {
    const eve = await world.person({ organisation: "Ops", kind: "platform", name: "Eve", roles: ["administrator"] });
    await ask();
    const id = await openProposal();
    expect((await confirm(adam, id)).json.state).toBe("waiting");
    expect((await confirm(eve, id)).json.state).toBe("waiting");
    expect((await confirm(mona, id)).json.state).toBe("done");
    world.pass(24 * 3_600_000);
    expect((await accept(await secretSentTo(world, email), "recovery")).status, "after a day the link is nothing").toBe(410);
  });

  test("asked for a stranger, or twice, looks and does as little as for anybody", async () => {
    const [known, unknown] = [await ask(), await ask("nobody@nowhere.example")];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    await ask();
    expect((await world.call("GET", `${house}/house`, { as: mona })).json.proposals).toHaveLength(1);
    expect(await sentTo(world, "nobody@nowhere.example")).toBe("");
  });
});

test("whoever leaves opens nothing from then on, may be invited again, and is refused by nobody", async () => {
  const { token } = (await accept(await inviteByMail(world, mona, { email: "nia@lab.example", roles: ["developer-release-lead"] }))).json;
  const headers = { authorization: `Bearer ${token}` };
  expect((await world.call("POST", "/account/leaving", { headers })).status).toBe(204);
  expect((await world.call("GET", "/session", { headers })).status).toBe(401);
  expect((await world.call("POST", `/people/${mona.personId}/leaving`, { as: mona })).status, "the last manager may go").toBe(204);
  expect(await world.ledgerKinds()).toContain("access.person-left");
  const max = await world.person({ organisation: "Lab", kind: "developer", name: "Max", roles: ["organisation-manager"] });
  expect((await accept(await inviteByMail(world, max, { email: "nia@lab.example", roles: ["finder"] }))).json.person.roles).toEqual(["finder"]);
});

describe("a delegate", () => {
  let uma: Actor;
  let msp: Actor;
  beforeEach(async () => {
    uma = fresh(await world.person({ organisation: "Utility", kind: "operator", name: "Uma", roles: ["operator"] }));
    msp = await world.person({ organisation: "Helpers", kind: "partner", name: "Del", roles: ["operator-delegate"] });
  });
  const name = (until: string, delegateOrganisationId = msp.organisationId, as = uma) => world.call("POST", `/organisations/${as.organisationId}/delegates`, { as, body: { delegateOrganisationId, until } });
  const principalsNow = async () => (await identityOf(msp)).principals;
  const identityOf = async (actor: Actor) => {
    const bearer = await world.token(actor);
    return (await identify(world.services, { bearer, cookie: undefined, bound: undefined, method: "GET", path: "/api/session", address: "in-process", header: () => undefined })).actor;
  };

  test("acts for an operator until the date it chose, and both see it", async () => {
    expect((await name("2026-09-02T12:00:00Z")).status).toBe(201);
    expect(await principalsNow()).toEqual([uma.organisationId]);
    for (const as of [uma, msp]) expect((await world.call("GET", "/delegations", { as })).json.delegations).toMatchObject([{ organisationName: "Utility", delegateName: "Helpers", until: "2026-09-02T12:00:00.000Z", endedAt: null }]);
    expect((await world.call("GET", "/delegations", { as: mona })).json.delegations).toEqual([]);
    world.pass(86_400_000);
    expect(await principalsNow()).toBeUndefined();
  });

  test("is nobody that the database alone names, and for no longer than the operator said", async () => {
    const { db } = world.services;
    await db.execute(sql`INSERT INTO access.delegation (id, organisation_id, delegate_organisation_id, named_by, named_at, until)
      VALUES ('dlg_00000000000000000000', ${uma.organisationId}, ${msp.organisationId}, ${uma.personId}, ${world.services.clock()}, '2027-01-01')`);
    expect(await principalsNow()).toBeUndefined();
    await name("2026-09-02T12:00:00Z");
    expect(await principalsNow()).toEqual([uma.organisationId]);
    await db.execute(sql`UPDATE access.delegation SET until = '2027-01-01'`);
    expect(await principalsNow()).toBeUndefined();
  });

  test("stops at once when the operator says so, and only then", async () => {
    const [{ id }] = (await name("2026-12-01T00:00:00Z")).json.delegations;
    expect((await world.call("DELETE", `/delegations/${id}`, { as: await world.person({ organisation: "Other", kind: "operator", name: "Ola", roles: ["operator"] }) })).status).toBe(404);
    expect((await world.call("DELETE", `/delegations/${id}`, { as: uma })).status).toBe(204);
    expect(await principalsNow()).toBeUndefined();
    expect((await world.call("DELETE", `/delegations/${id}`, { as: uma })).status).toBe(404);
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.delegate-named", "access.delegate-ended"]));
  });

  test("is named with a fresh proof, for at most a year, and is an organisation that does such work", async () => {
    expect((await name("2026-12-01T00:00:00Z", msp.organisationId, { ...uma, steppedUp: false })).json.error.code).toBe("step-up-needed");
    for (const until of ["2026-09-01T12:00:00Z", "2027-09-03T00:00:00Z"]) expect(await name(until), until).toMatchObject({ status: 422, json: { error: { code: "end-not-valid", field: "until" } } });
    const absent = await name("2026-12-01T00:00:00Z", "org_00000000000000000000");
    const unfit = await name("2026-12-01T00:00:00Z", mona.organisationId);
    expect([absent.status, absent.text]).toEqual([unfit.status, unfit.text]);
    expect(absent.status).toBe(404);
  });
});

test("an organisation takes everything that it owns with it, and nothing of others, no secret and no hash of one", async () => {
  await inviteByMail(world, mona, { email: "nia@lab.example", roles: ["finder"] });
  expect((await world.call("GET", `${house}/export`, { as: mona })).json.error.code).toBe("step-up-needed");
  for (const as of [fresh(adam), fresh(await world.person({ organisation: "Rival", kind: "developer", name: "Rita", roles: ["organisation-manager"] }))]) {
    expect([403, 404]).toContain((await world.call("GET", `${house}/export`, { as })).status);
  }
  const { status, text, headers } = await world.call("GET", `${house}/export`, { as: fresh(mona) });
  expect(status).toBe(200);
  expect(headers.get("content-disposition")).toContain(`${mona.organisationId}-2026-09-01.json`);
  const document = JSON.parse(text);
  expect(document.rooms.access.people.map(({ name }: { name: string }) => name)).toEqual(["Mona"]);
  expect(document.rooms.access.invitations).toMatchObject([{ email: "nia@lab.example" }]);
  expect(text).not.toMatch(/Rival|Rita|hash|secret|sealed/i);
  expect(await world.ledgerKinds()).toContain("access.organisation-exported");
});

describe("the rules", () => {
  test("an administrator alone never changes how an organisation signs in, two do where it has no manager", () => {
    const asked: Asked = { kind: "register-provider", proposedBy: "a", about: null, proposedAs: "administrator", makesAdministrator: false };
    const second = [{ personId: "b", standing: "administrator" }] as const;
    expect(isConfirmed(asked, [], { managers: 0, administrators: 0, leads: 0 })).toBe(false);
    expect(isConfirmed(asked, second, { managers: 0, administrators: 1, leads: 0 })).toBe(true);
    expect(isConfirmed(asked, second, { managers: 1, administrators: 1, leads: 0 }), "its manager has a word in it").toBe(false);
    expect(isConfirmed(asked, [{ personId: "m", standing: "manager" }], { managers: 1, administrators: 1, leads: 0 })).toBe(true);
    expect(isConfirmed({ ...asked, proposedAs: "manager" }, [], { managers: 0, administrators: 1, leads: 0 }), "a manager without another manager asks an administrator").toBe(false);
    expect(isConfirmed({ ...asked, proposedAs: "manager" }, second, { managers: 0, administrators: 1, leads: 0 })).toBe(true);
  });

  test("a model is lent with fewer safeguards by two leads, and by one who has no other", () => {
    const asked: Asked = { kind: "lend-model", proposedBy: "a", about: null, proposedAs: "lead", makesAdministrator: false };
    const others = { managers: 1, administrators: 1, leads: 1 };
    expect(isConfirmed(asked, [{ personId: "a", standing: "lead" }, { personId: "m", standing: "manager" }, { personId: "o", standing: "administrator" }], others)).toBe(false);
    expect(isConfirmed(asked, [{ personId: "b", standing: "lead" }], others)).toBe(true);
    expect(isConfirmed(asked, [], { ...others, leads: 0 })).toBe(true);
  });

  test("every role belongs to some kind of organisation, and every kind has a manager", () => {
    const kinds = ["developer", "government", "partner", "clearinghouse", "vendor", "operator", "oversight", "platform"] as const;
    expect(ROLES.filter((role) => !kinds.some((kind) => rolesOf(kind).includes(role)))).toEqual([]);
    expect(kinds.filter((kind) => !rolesOf(kind).includes("organisation-manager"))).toEqual([]);
    expect(kinds.filter((kind) => rolesOf(kind).includes("administrator"))).toEqual(["platform"]);
  });

  test("what two people must do is not given to one", () => {
    expect(findRoleFault("government", ["benchmark-analyst", "nsa-director"])).toContain("two people");
    expect(findRoleFault("government", ["validator", "finder"])).toContain("two people");
    expect(findRoleFault("government", ["procurement", "agency-evaluator"])).toContain("alone");
    expect(findRoleFault("developer", ["developer-release-lead", "developer-security-lead", "finder"])).toBeUndefined();
    expect(findRoleFault("government", ["nsa-director"])).toBeUndefined();
  });

  test("nobody's own word counts, for what they proposed or for themself", () => {
    const asked: Asked = { kind: "change-roles", proposedBy: "a", about: "b", proposedAs: "administrator", makesAdministrator: false };
    const others = { managers: 1, administrators: 1, leads: 0 };
    expect(isConfirmed(asked, [{ personId: "a", standing: "administrator" }, { personId: "b", standing: "manager" }], others)).toBe(false);
    expect(isConfirmed(asked, [{ personId: "c", standing: "manager" }], others)).toBe(true);
    const recovery: Asked = { ...asked, kind: "recover", proposedBy: "b", proposedAs: "person" };
    expect(isConfirmed(recovery, [{ personId: "c", standing: "administrator" }, { personId: "d", standing: "administrator" }], { managers: 0, administrators: 2, leads: 0 }), "no manager is left").toBe(true);
    expect(isConfirmed(recovery, [{ personId: "c", standing: "administrator" }, { personId: "d", standing: "administrator" }], others)).toBe(false);
    expect(isConfirmed({ ...asked, kind: "invite", about: null, makesAdministrator: true }, [], { managers: 0, administrators: 0, leads: 0 })).toBe(true);
    expect(isConfirmed({ ...asked, kind: "invite", about: null, makesAdministrator: true }, [], { managers: 0, administrators: 1, leads: 0 })).toBe(false);
  });
});

test("by the database alone, another organisation's invitations, proposals, sessions and clients are not there", async () => {
  await inviteByMail(world, mona, { email: "nia@lab.example", roles: ["finder"] });
  await invite(adam, { email: "other@lab.example" });
  const rita = await world.person({ organisation: "Rival", kind: "developer", name: "Rita", roles: ["organisation-manager"] });
  const count = async (actor: Actor) => {
    const db = world.services.as(actor).db;
    const tables = [sql`access.invitation`, sql`access.proposal`, sql`access.session`, sql`access.client`, sql`access.passkey`, sql`access.provider_attempt`, sql`access.proof_seen`];
    return Promise.all(tables.map(async (table) => (await db.query(sql`SELECT 1 FROM ${table}`)).length));
  };
  expect(await count(mona)).toEqual([1, 1, expect.any(Number), 0, 0, 0, 0]);
  for (const actor of [rita, NOBODY]) expect(await count(actor)).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
