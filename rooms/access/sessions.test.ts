import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "#rooms/platform";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { inviteByMail, secretSentTo } from "../../tests/setup/mailbox.ts";
import { agentKind, judgeSession, limitsFor, networkOf, type PresentedSession } from "./sign-in.rules.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const NEWER_FIREFOX = FIREFOX.replaceAll("140.0", "141.0");
const SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";

/** A browser: keeps its session cookie as the replies change it. */
class Browser {
  jar = "";
  readonly #world: World;
  readonly agent: string;
  constructor(world: World, agent = FIREFOX) {
    this.#world = world;
    this.agent = agent;
  }
  async call(method: string, path: string, body?: unknown) {
    const reply = await this.#world.call(method, path, { ...(body === undefined ? {} : { body }), headers: { cookie: this.jar, "user-agent": this.agent, "x-breakwater": "1", "sec-fetch-site": "same-origin" } });
    const set = reply.headers.getSetCookie().find((cookie) => cookie.includes("breakwater_session="));
    if (set) this.jar = set.split(";")[0] ?? "";
    return { ...reply, set };
  }
}

let world: World;
let lab: Actor;
beforeEach(async () => {
  world = await createWorld();
  lab = { ...(await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Mona", roles: ["organisation-manager"] })), steppedUp: true };
});

/** Somebody who was invited, and opened their first session in this browser. */
async function arrive(email: string, roles: readonly string[], browser = new Browser(world)) {
  const token = await inviteByMail(world, lab, { email, roles });
  const opened = await browser.call("POST", "/sign-in/redeem", { token, purpose: "invitation" });
  return { browser, person: opened.json.person, opened };
}

describe("a session in a cookie", () => {
  test("ends half an hour after a privileged person's last use, and not for whoever sees only what is their own", async () => {
    const { browser } = await arrive("nia@lab.example", ["developer-security-lead"]);
    const finder = await arrive("fin@lab.example", ["finder"]);
    for (let at = 0; at < 3; at += 1) {
      world.pass(29 * 60_000);
      expect((await browser.call("GET", "/session")).status).toBe(200);
    }
    world.pass(30 * 60_000);
    expect((await browser.call("GET", "/session")).status).toBe(401);
    expect((await finder.browser.call("GET", "/session")).status).toBe(200);
    expect((await world.ledgerKinds()).filter((kind) => kind === "access.session-ended")).toHaveLength(1);
  });

  test("ends after twelve hours whatever is done in it, or after the hours that the organisation chose", async () => {
    const { browser } = await arrive("fin@lab.example", ["finder"]);
    await world.call("PUT", `/organisations/${lab.organisationId}/sign-in-settings`, { as: lab, body: { mailedLinks: false, idleMinutes: 60, sessionHours: 1, bindNetwork: false } });
    const short = await arrive("fay@lab.example", ["finder"]);
    world.pass(59 * 60_000);
    expect((await short.browser.call("GET", "/session")).status).toBe(200);
    world.pass(60_000);
    expect((await short.browser.call("GET", "/session")).status).toBe(401);
    world.pass(11 * 3_600_000 - 1000);
    expect((await browser.call("GET", "/session")).status).toBe(200);
    world.pass(1000);
    expect((await browser.call("GET", "/session")).status).toBe(401);
  });

  test("gets a new token every quarter of an hour; the one before serves a minute more, and then shows that two hold it", async () => {
    const { browser } = await arrive("fin@lab.example", ["finder"]);
    const thief = new Browser(world);
    thief.jar = browser.jar;
    world.pass(14 * 60_000);
    expect((await browser.call("GET", "/session")).set).toBeUndefined();
    world.pass(60_000);
    expect((await browser.call("GET", "/session")).set).toMatch(/HttpOnly.*SameSite=Strict/);
    expect(browser.jar).not.toBe(thief.jar);
    world.pass(59_000);
    expect((await thief.call("GET", "/session")).status).toBe(200);
    expect((await browser.call("GET", "/session")).status).toBe(200);
    world.pass(1000);
    expect((await thief.call("GET", "/session")).status).toBe(401);
    expect((await browser.call("GET", "/session")).status, "both lose it").toBe(401);
  });

  test("is of no use in another kind of browser, and its person is told; an update of the browser changes nothing", async () => {
    const { browser, person } = await arrive("fin@lab.example", ["finder"]);
    const updated = new Browser(world, NEWER_FIREFOX);
    updated.jar = browser.jar;
    expect((await updated.call("GET", "/session")).status).toBe(200);
    const thief = new Browser(world, SAFARI);
    thief.jar = browser.jar;
    expect((await thief.call("GET", "/session")).status).toBe(401);
    expect((await browser.call("GET", "/session")).status).toBe(401);
    const owner = { personId: person.id, organisationId: person.organisationId, roles: person.roles, sessionId: "none" };
    expect((await world.call("GET", "/inbox", { as: owner })).json.entries.map(({ kind }: { kind: string }) => kind)).toContain("access.session-suspect");
  });

  test("is renewed once when several requests arrive at the same time", async () => {
    const { browser } = await arrive("fin@lab.example", ["finder"]);
    world.pass(15 * 60_000);
    const jar = browser.jar;
    const replies = await Promise.all(Array.from({ length: 5 }, () => {
      const tab = new Browser(world);
      tab.jar = jar;
      return tab.call("GET", "/session");
    }));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(replies.filter(({ set }) => set !== undefined)).toHaveLength(1);
  });

  test("travels under a name that only this host over TLS can have set, where people use TLS", async () => {
    const real = await createWorld({ environment: { BREAKWATER_PUBLIC_URL: "https://breakwater.example" } });
    const ada = await real.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["finder"] });
    const { headers } = await real.call("POST", "/exercise/sign-in", { body: { personId: ada.personId } });
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-breakwater_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/)]);
  });
});

describe("one's own sessions", () => {
  test("are listed, ended one by one and all at once; another person's look absent", async () => {
    const { browser } = await arrive("fin@lab.example", ["finder"]);
    const other = new Browser(world, SAFARI);
    const stranger = await arrive("eve@lab.example", ["finder"]);
    const signIn = (await world.call("POST", "/sign-in/links", { body: { email: "fin@lab.example" } })).status;
    expect(signIn).toBe(204);
    world.pass(1000);
    await world.drain();
    await other.call("POST", "/sign-in/redeem", { token: await secretSentTo(world, "fin@lab.example") });
    const { sessions } = (await other.call("GET", "/sessions")).json;
    expect(sessions.map(({ current, agent, method }: Record<string, unknown>) => ({ current, agent, method }))).toEqual([
      { current: true, agent: "Safari on macOS", method: "link" },
      { current: false, agent: "Firefox on Linux", method: "link" },
    ]);
    expect((await stranger.browser.call("DELETE", `/sessions/${sessions[1].id}`)).status).toBe(404);
    expect((await other.call("DELETE", `/sessions/${sessions[1].id}`)).status).toBe(204);
    expect((await browser.call("GET", "/session")).status).toBe(401);
    expect((await other.call("DELETE", "/sessions")).status).toBe(204);
    expect((await other.call("GET", "/session")).status).toBe(401);
    expect((await stranger.browser.call("GET", "/session")).status).toBe(200);
  });

  test("all end when a manager says so, when the roles change, and when the person leaves", async () => {
    const ends: readonly (readonly [string, object | undefined])[] = [["sign-out", undefined], ["roles", { roles: ["finder", "maintainer"] }], ["leaving", undefined]];
    for (const [act, body] of ends) {
      const { browser, person } = await arrive(`${act}@lab.example`, ["finder"]);
      expect((await world.call("POST", `/people/${person.id}/${act}`, { as: lab, ...(body ? { body } : {}) })).status).toBeLessThan(300);
      expect((await browser.call("GET", "/session")).status, act).toBe(401);
    }
  });
});

test("one click proves nothing outside of an exercise", async () => {
  const real = await createWorld({ exercise: false });
  const bob = await real.person({ organisation: "Real Lab", kind: "developer", name: "Bob", roles: ["finder"] });
  expect((await real.call("POST", "/session/step-up/options", { as: bob })).json).toEqual({ methods: [], passkey: null, providerId: null });
  expect(await real.call("POST", "/session/step-up", { as: bob, body: { method: "exercise" } })).toMatchObject({ status: 404, json: { error: { code: "exercise-only" } } });
  const token = await world.token(lab);
  const headers = { authorization: `Bearer ${token}` };
  const proved = await world.call("POST", "/session/step-up", { headers, body: { method: "exercise" } });
  expect(proved.json.steppedUpUntil).toBe("2026-09-01T12:10:00.000Z");
  expect(await world.ledgerKinds()).toContain("access.stepped-up");
});

test("a session is judged by its limits, its browser, its network and the age of its token", () => {
  const at = (time: string) => new Date(`2026-09-01T${time}Z`);
  const now = at("12:00:00");
  const session: PresentedSession = { carrier: "cookie", openedAt: at("11:50:00"), lastUsedAt: at("11:59:00"), rotatedAt: at("11:50:00"), idleMinutes: 30, agent: "a", network: "n", former: false };
  const seen = { agent: "a", network: "n" };
  expect(judgeSession(session, seen, now)).toBe("live");
  expect(judgeSession({ ...session, lastUsedAt: at("11:30:00") }, seen, now)).toBe("idle");
  expect(judgeSession({ ...session, lastUsedAt: at("11:30:00"), idleMinutes: null }, seen, now)).toBe("live");
  expect(judgeSession(session, { ...seen, agent: "b" }, now)).toBe("elsewhere");
  expect(judgeSession(session, { ...seen, network: "m" }, now)).toBe("elsewhere");
  expect(judgeSession({ ...session, agent: null, network: null }, { agent: "b", network: "m" }, now)).toBe("live");
  expect(judgeSession({ ...session, rotatedAt: at("11:45:00") }, seen, now)).toBe("renew");
  expect(judgeSession({ ...session, rotatedAt: at("11:45:00"), carrier: "token" }, seen, now)).toBe("live");
  expect(judgeSession({ ...session, former: true, rotatedAt: at("11:59:01") }, seen, now)).toBe("live");
  expect(judgeSession({ ...session, former: true, rotatedAt: at("11:59:00") }, seen, now)).toBe("replayed");
});

test("browsers and networks are told apart by kind, and limits by role", () => {
  expect([FIREFOX, SAFARI, undefined, "node"].map(agentKind)).toEqual(["Firefox on Linux", "Safari on macOS", "A program on an unknown system", "A program on an unknown system"]);
  expect(["192.0.2.7", "::ffff:192.0.2.9", "2001:DB8:0:1::5", "2001:db8::9", "::1", "in-process"].map(networkOf)).toEqual(["192.0.2.0/24", "192.0.2.0/24", "2001:db8:0::/48", "2001:db8:0::/48", "0:0:0::/48", "in-process"]);
  const unset = { idleMinutes: null, sessionHours: null };
  expect(limitsFor(["finder", "operator"], unset)).toEqual({ idleMinutes: null, hours: 12 });
  expect(limitsFor(["finder", "validator"], unset)).toEqual({ idleMinutes: 30, hours: 12 });
  expect(limitsFor(["finder"], { idleMinutes: 5, sessionHours: 2 })).toEqual({ idleMinutes: 5, hours: 2 });
});
