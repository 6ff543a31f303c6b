import { sql } from "#rooms/platform";
import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";

async function people() {
  const world = await createWorld();
  return {
    world,
    hospital: await world.person({ organisation: "Exercise Hospital", kind: "operator", name: "Hana", roles: ["operator"] }),
    bank: await world.person({ organisation: "Exercise Bank", kind: "operator", name: "Ben", roles: ["operator"] }),
    officer: await world.person({ organisation: "Exercise CISA", kind: "government", name: "Olga", roles: ["directive-officer"] }),
    second: await world.person({ organisation: "Exercise Partner", kind: "partner", name: "Paul", roles: ["partner-security-lead"] }),
  };
}

test("an operator asks, a helper takes it up and answers, and each learns of it in the inbox", async () => {
  const { world, hospital, officer } = await people();
  const asked = await world.call("POST", "/assistance/requests", { as: hospital, body: { kind: "maintenance-window", question: "When may we update the pumps?" } });
  const { id } = asked.json.requests[0];
  expect((await world.call("GET", "/inbox", { as: officer })).json.entries.map((entry: { kind: string }) => entry.kind)).toEqual(["assistance.requested"]);
  expect((await world.call("POST", `/assistance/queue/${id}/take`, { as: officer })).status).toBe(204);
  expect((await world.call("POST", `/assistance/queue/${id}/answer`, { as: officer, body: { answer: "At night, one at a time." } })).status).toBe(204);
  const [request] = (await world.call("GET", "/assistance/requests", { as: hospital })).json.requests;
  expect([request.state, request.answer, request.takenBy]).toEqual(["answered", "At night, one at a time.", "Exercise CISA"]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("assistance"))).toEqual(["assistance.help-requested", "assistance.help-taken", "assistance.help-answered"]);
});

test("what an operator asks is sealed in the database and invisible to other operators", async () => {
  const { world, hospital, bank } = await people();
  await world.call("POST", "/assistance/requests", { as: hospital, body: { kind: "scan", question: "CANARY our pump controller is open" } });
  const stored = await world.services.db.query<{ question: string }>(sql`SELECT question FROM assistance.help_request`);
  expect(stored.map((row) => row.question.includes("CANARY"))).toEqual([false]);
  expect((await world.call("GET", "/assistance/requests", { as: bank })).json).toEqual({ requests: [] });
  expect((await world.call("GET", "/assistance/queue", { as: bank })).status).toBe(403);
});

test("withdrawing is the asker's alone and always works; what somebody took up is not there for the next", async () => {
  const { world, hospital, bank, officer, second } = await people();
  const { id } = (await world.call("POST", "/assistance/requests", { as: hospital, body: { kind: "scan", question: "Please look" } })).json.requests[0];
  await world.call("POST", `/assistance/queue/${id}/take`, { as: officer });
  expect((await world.call("POST", `/assistance/queue/${id}/take`, { as: officer })).json.error.code).toBe("not-in-that-state");
  expect((await world.call("POST", `/assistance/queue/${id}/take`, { as: second })).status).toBe(404);
  expect((await world.call("POST", `/assistance/queue/${id}/answer`, { as: second, body: { answer: "x" } })).status).toBe(404);
  expect((await world.call("POST", `/assistance/requests/${id}/withdraw`, { as: bank })).status).toBe(404);
  expect((await world.call("POST", `/assistance/requests/${id}/withdraw`, { as: hospital })).status).toBe(204);
  expect((await world.call("POST", "/assistance/requests", { as: hospital, body: { kind: "scan", question: "" } })).json.error.field).toBe("question");
});
