import { expect, test } from "vitest";
import type { Role } from "#contracts/access";
import type { Actor } from "#rooms/platform";
import { atLeast, carryOut, openScene, viewOf, type Attempt, type Scene } from "./attack.ts";

type Insiders = Readonly<Record<"analyst" | "validator" | "evaluator" | "officer" | "benchmarker" | "director" | "inspector" | "administrator" | "operator", Actor>>;
type Try = readonly [who: keyof Insiders, tries: string, request: Attempt["request"]];

async function hire({ world }: Scene): Promise<Insiders> {
  const make = (name: string, kind: "clearinghouse" | "government" | "oversight" | "platform" | "operator", roles: readonly Role[]) => world.person({ organisation: `House of ${name}`, kind, name, roles });
  return {
    analyst: await make("Anna", "clearinghouse", ["clearinghouse-analyst"]),
    validator: await make("Vera", "clearinghouse", ["validator"]),
    evaluator: await make("Edgar", "government", ["agency-evaluator"]),
    officer: await make("Otto", "government", ["partner-selection-officer"]),
    benchmarker: await make("Bea", "government", ["benchmark-analyst"]),
    director: await make("Dora", "government", ["nsa-director"]),
    inspector: await make("Ivo", "oversight", ["oversight"]),
    administrator: await make("Ada", "platform", ["administrator"]),
    operator: await make("Ola", "operator", ["operator"]),
  };
}

/** People with accounts and roles, each after what they have no need to know. */
const TRIES: readonly Try[] = [
  ["analyst", "reads the body of a finding that is not assigned to them", ({ ids }) => ["GET", `/findings/${ids.finding}/evidence`]],
  ["analyst", "downloads its bundle", ({ ids }) => ["GET", `/findings/${ids.finding}/bundle`]],
  ["analyst", "reads a developer's engagement", ({ ids }) => ["GET", `/engagements/${ids.engagement}`]],
  ["analyst", "reads a determination", ({ ids }) => ["GET", `/determinations/${ids.determination}`]],
  ["analyst", "reads an operator's inventory", ({ ids }) => ["GET", `/operator/inventories/${ids.inventory}`]],
  ["validator", "reads the body of a finding that is not assigned to them", ({ ids }) => ["GET", `/findings/${ids.finding}/evidence`]],
  ["validator", "downloads its bundle", ({ ids }) => ["GET", `/findings/${ids.finding}/bundle`]],
  ["validator", "decides on it", ({ ids }) => ["POST", `/findings/${ids.finding}/validation`, { decision: "rejected", reason: "x" }]],
  ["validator", "assigns it to themselves", ({ ids }) => ["POST", `/findings/${ids.finding}/assignments`, { personId: "per_00000000000000000000", reason: "x" }]],
  ["evaluator", "reads an engagement without a grant", ({ ids }) => ["GET", `/evaluator/engagements/${ids.engagement}`]],
  ["evaluator", "accepts terms that name another", ({ ids }) => ["POST", `/evaluator/engagements/${ids.engagement}/acceptance`, { termsDigest: "a".repeat(64), noConflict: true }]],
  ["evaluator", "talks to a model without a grant", ({ ids }) => ["POST", `/evaluator/engagements/${ids.engagement}/model/messages`, { purpose: "safeguard-testing", messages: [{ role: "user", content: "hi" }] }]],
  ["evaluator", "reads the developer's own page", ({ ids }) => ["GET", `/engagements/${ids.engagement}`]],
  ["evaluator", "reads a finding", ({ ids }) => ["GET", `/findings/${ids.finding}`]],
  ["officer", "decides in the developer's place", ({ ids }) => ["POST", `/early-access/${ids.earlyAccess}/developer-decision`, { answer: "yes" }]],
  ["officer", "opens a window", ({ ids }) => ["POST", `/engagements/${ids.engagement}/window`]],
  ["officer", "moves the release dates", ({ ids }) => ["POST", `/engagements/${ids.engagement}/dates`, { partnerReleaseAt: null, publicReleaseAt: null, reason: "x" }]],
  ["benchmarker", "reads a finding through the wall", ({ ids }) => ["GET", `/findings/${ids.finding}`]],
  ["benchmarker", "lists findings", () => ["GET", "/findings"]],
  ["benchmarker", "lists cases", () => ["GET", "/cases"]],
  ["director", "reads a finding's evidence through the wall", ({ ids }) => ["GET", `/findings/${ids.finding}/evidence`]],
  ["director", "reads an engagement on the low side", ({ ids }) => ["GET", `/engagements/${ids.engagement}`]],
  ["director", "withdraws a developer", ({ ids }) => ["POST", `/engagements/${ids.engagement}/withdrawal`]],
  ["inspector", "reads a finding", ({ ids }) => ["GET", `/findings/${ids.finding}`]],
  ["inspector", "reads an engagement", ({ ids }) => ["GET", `/engagements/${ids.engagement}`]],
  ["inspector", "reads an operator's plan", () => ["GET", "/operator/plan"]],
  ["administrator", "reads a finding's evidence", ({ ids }) => ["GET", `/findings/${ids.finding}/evidence`]],
  ["administrator", "reads an engagement with its endpoint", ({ ids }) => ["GET", `/engagements/${ids.engagement}`]],
  ["administrator", "lists findings", () => ["GET", "/findings"]],
  ["administrator", "exports the ledger", () => ["GET", "/ledger/export"]],
  ["administrator", "deletes from the ledger", () => ["DELETE", "/ledger/entries/1"]],
  ["administrator", "reads an operator's inventory", ({ ids }) => ["GET", `/operator/inventories/${ids.inventory}`]],
  ["operator", "reads another operator's inventory", ({ ids }) => ["GET", `/operator/inventories/${ids.inventory}`]],
  ["operator", "removes another operator's inventory", ({ ids }) => ["POST", `/operator/inventories/${ids.inventory}/remove`]],
  ["operator", "withdraws another operator's request for help", ({ ids }) => ["POST", `/assistance/requests/${ids.helpRequest}/withdraw`]],
  ["operator", "reads a finding", ({ ids }) => ["GET", `/findings/${ids.finding}`]],
];

test("insiders without need to know try all of this, see nothing and change nothing", async () => {
  const attempts = TRIES.map(([who, tries, request]): Attempt & { readonly who: keyof Insiders } => ({ who, tries: `${who} ${tries}`, request }));
  atLeast(attempts, 25);
  const scene = await openScene();
  const insiders = await hire(scene);
  const before = await viewOf(scene);
  const got: string[] = [];
  for (const attempt of attempts) got.push(...(await carryOut(scene, [attempt], insiders[attempt.who])));
  expect(got).toEqual([]);
  expect(await viewOf(scene)).toBe(before);
});
