import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { dueOn, taskingStatus } from "./obligations.rules.ts";
import { TASKINGS } from "./taskings.rules.ts";

const digest = "a".repeat(64);

test("due days are counted from 2 June 2026 and from nothing else", () => {
  expect([dueOn(0), dueOn(30), dueOn(60), dueOn(638)]).toEqual(["2026-06-02", "2026-07-02", "2026-08-01", "2028-03-01"]);
  expect(TASKINGS.map((text) => [text.paragraph, text.days])).toEqual([
    ["2(a)", 30], ["2(b)", 30], ["2(c)(i)", 30], ["2(c)(ii)", 30], ["2(c)(iii)", 30], ["2(d)", 30], ["2(e)", 30], ["2(f)", 60], ["3(a)", 60], ["3(b)", 60],
  ]);
});

test("lateness and silence show by themselves as days pass", () => {
  const on = (today: string, evidence: { kind: "progress" | "completion" | "supersession"; publishedOn: string }[] = []) => taskingStatus({ days: 30, today, evidence });
  expect([on("2026-06-17"), on("2026-06-18"), on("2026-07-02"), on("2026-07-03")]).toEqual(["not_due", "due_soon", "due_soon", "passed_silent"]);
  expect(on("2026-07-03", [{ kind: "progress", publishedOn: "2026-06-20" }])).toBe("overdue");
  expect(on("2026-07-03", [{ kind: "completion", publishedOn: "2026-07-02" }])).toBe("met");
  expect(on("2026-07-09", [{ kind: "progress", publishedOn: "2026-06-20" }, { kind: "completion", publishedOn: "2026-07-03" }])).toBe("met_late");
  expect(on("2027-01-01", [{ kind: "supersession", publishedOn: "2026-07-03" }])).toBe("superseded");
});

test("anyone reads the taskings, and evidence by the right official changes what they show", async () => {
  const world = await createWorld();
  const officer = await world.person({ organisation: "Exercise Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] });
  const before = await world.call("GET", "/obligations");
  expect(before.json.taskings.map((tasking: { status: string }) => tasking.status)).toEqual(Array.from({ length: 10 }, () => "passed_silent"));
  const body = { kind: "completion", link: "https://www.example.gov/clearinghouse", digest, publishedOn: "2026-07-01", archivedOn: "2026-07-05" };
  expect((await world.call("POST", `/obligations/${encodeURIComponent("2(d)")}/evidence`, { as: officer, body })).status).toBe(204);
  const after = (await world.call("GET", "/obligations")).json.taskings.find((tasking: { paragraph: string }) => tasking.paragraph === "2(d)");
  expect([after.status, after.dueOn, after.evidence.length]).toEqual(["met", "2026-07-02", 1]);
  expect((await world.ledgerKinds()).at(-1)).toBe("obligations.evidence-recorded");
});

test("evidence from the wrong person, of the future, for no tasking, or at a private address is refused and nothing is stored", async () => {
  const world = await createWorld();
  const officer = await world.person({ organisation: "Exercise Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] });
  const outsider = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const body = { kind: "completion", link: "https://www.example.gov/x", digest, publishedOn: "2026-07-01", archivedOn: "2026-07-05" };
  const post = (as: typeof officer, paragraph: string, change: object) => world.call("POST", `/obligations/${encodeURIComponent(paragraph)}/evidence`, { as, body: { ...body, ...change } });
  const answers = [
    await post(outsider, "2(d)", {}),
    await post(officer, "9(z)", {}),
    await post(officer, "2(d)", { publishedOn: "2026-12-01" }),
    await post(officer, "2(d)", { archivedOn: "2026-06-30" }),
    await post(officer, "2(d)", { link: "http://insecure.example" }),
    await post(officer, "2(d)", { dueOn: "2030-01-01" }),
  ];
  expect(answers.map((answer) => [answer.status, answer.json.error.code])).toEqual([
    [403, "not-permitted"], [404, "unknown-paragraph"], [422, "date-in-future"], [422, "archived-before-published"], [400, "invalid-input"], [400, "invalid-input"],
  ]);
  const shown = (await world.call("GET", "/obligations")).json.taskings.flatMap((tasking: { evidence: unknown[] }) => tasking.evidence);
  expect(shown).toEqual([]);
});
