import { expect, test } from "vitest";
import { gaugeBundle } from "../setup/clearinghouse.ts";
import { atLeast, carryOut, openScene, toEngagementBody, viewOf, type Attempt } from "./attack.ts";

const rival = (tries: string, request: Attempt["request"], rest: Partial<Attempt> = {}): Attempt => ({ tries, request, ...rest });

/** A competing laboratory with every role a developer can hold, which knows all identifiers of its rival's records. */
const ATTEMPTS: readonly Attempt[] = [
  rival("reads the rival's engagement", ({ ids }) => ["GET", `/engagements/${ids.engagement}`]),
  rival("lists engagements to find the rival's", () => ["GET", "/engagements"]),
  rival("moves the rival's release dates", ({ ids }) => ["POST", `/engagements/${ids.engagement}/dates`, { partnerReleaseAt: null, publicReleaseAt: null, reason: "x" }]),
  rival("widens the rival's consent", ({ ids }) => ["POST", `/engagements/${ids.engagement}/consent`, { signatory: { name: "Eve", title: "Lead" }, consentScope: ["government-access"] }]),
  rival("offers the rival's model to an evaluator of its own", ({ ids }) => ["POST", `/engagements/${ids.engagement}/offer`, { purpose: "safeguard-testing", variant: "reduced-safeguards", tools: [], logging: "calls", retentionDays: 90, evaluators: [{ email: "eve@rival.example" }] }]),
  rival("opens the rival's window", ({ ids }) => ["POST", `/engagements/${ids.engagement}/window`]),
  rival("ends the rival's window", ({ ids }) => ["POST", `/engagements/${ids.engagement}/window/end`]),
  rival("declares the rival's release", ({ ids }) => ["POST", `/engagements/${ids.engagement}/releases`, { audience: "public" }]),
  rival("withdraws the rival", ({ ids }) => ["POST", `/engagements/${ids.engagement}/withdrawal`]),
  rival("closes the rival's engagement", ({ ids }) => ["POST", `/engagements/${ids.engagement}/close`]),
  rival("asks for a determination of the rival's model", ({ ids }) => ["POST", "/determinations", { engagementId: ids.engagement }]),
  rival("reads the rival's determination", ({ ids }) => ["GET", `/determinations/${ids.determination}`]),
  rival("downloads the rival's determination", ({ ids }) => ["GET", `/determinations/${ids.determination}/bundle`]),
  rival("asks for the rival's determination to be looked at again", ({ ids }) => ["POST", `/determinations/${ids.determination}/reconsiderations`, { facts: "We mended it." }]),
  rival("lists determinations", () => ["GET", "/determinations"]),
  rival("lists the rival's partners", ({ ids }) => ["GET", `/early-access?engagementId=${ids.engagement}`]),
  rival("reads one partner of the rival's", ({ ids }) => ["GET", `/early-access/${ids.earlyAccess}`]),
  rival("nominates itself to the rival's model", ({ ids }) => ["POST", "/early-access", { engagementId: ids.engagement, partnerEmail: "eve@rival.example", sector: "water", reason: "x" }]),
  rival("refuses the rival's partner", ({ ids }) => ["POST", `/early-access/${ids.earlyAccess}/developer-decision`, { answer: "no" }]),
  rival("stops all of the rival's partners", ({ ids }) => ["POST", "/early-access/stop", { engagementId: ids.engagement }]),
  rival("talks to the rival's model as an evaluator", ({ ids }) => ["POST", `/evaluator/engagements/${ids.engagement}/model/messages`, { purpose: "safeguard-testing", messages: [{ role: "user", content: "hi" }] }]),
  rival("talks to the rival's model as a partner", ({ ids }) => ["POST", `/partner/early-access/${ids.earlyAccess}/model/messages`, { messages: [{ role: "user", content: "hi" }] }]),
  rival("reads a finding of another finder", ({ ids }) => ["GET", `/findings/${ids.finding}`]),
  rival("reads its evidence", ({ ids }) => ["GET", `/findings/${ids.finding}/evidence`]),
  rival("downloads its bundle", ({ ids }) => ["GET", `/findings/${ids.finding}/bundle`]),
  rival("lists findings to find the rival's", () => ["GET", "/findings"]),
  rival("gives the finding a low severity", ({ ids }) => ["POST", `/findings/${ids.finding}/severities`, { level: "low" }]),
  rival("appeals with somebody else's rejected finding", ({ ids }) => ["GET", `/findings/${ids.finding}?appealOf=${ids.finding}`]),
  rival("gives back another's claim", ({ ids }) => ["POST", `/claims/${ids.claim}/release`]),
  rival("asks who read the rival's records", ({ ids }) => ["GET", `/reads?subject=${ids.engagement}`]),
  rival("asks for alerts on the rival's records", () => ["GET", "/reads/alerts"]),
  rival("asks for receipts of the rival's acts", ({ ids }) => ["GET", `/ledger/receipts?subject=${ids.engagement}`]),
  rival("lists the rival's people", ({ owners }) => ["GET", `/organisations/${owners.developer.organisationId}/people`]),
  rival("marks the rival's notices read", () => ["POST", "/inbox/ntf_00000000000000000000/read"]),
  rival("looks at an operator's inventory", ({ ids }) => ["GET", `/operator/inventories/${ids.inventory}`]),
];

test("a competing laboratory that knows every identifier tries all of this, sees nothing and changes nothing", async () => {
  atLeast(ATTEMPTS, 25);
  const scene = await openScene();
  const eve = await scene.world.person({ organisation: "Rival Lab", kind: "developer", name: "Eve", roles: ["developer-release-lead", "developer-security-lead", "partner-security-lead", "finder"] });
  const before = await viewOf(scene);
  expect(await carryOut(scene, ATTEMPTS, eve)).toEqual([]);
  expect(await viewOf(scene)).toBe(before);
});

test("engaging the very model of a rival, or submitting the very finding, tells nothing of theirs", async () => {
  const scene = await openScene();
  const eve = await scene.world.person({ organisation: "Rival Lab", kind: "developer", name: "Eve", roles: ["developer-release-lead", "finder"] });
  const shape = async (digest: string) => {
    const { status, json } = await scene.world.call("POST", "/engagements", { as: eve, body: { ...toEngagementBody(digest), model: { ...toEngagementBody(digest).model, name: "Ours" } } });
    return [status, Object.keys(json).toSorted(), json.daysUsed ?? json.window ?? null];
  };
  expect(await shape("a".repeat(64))).toEqual(await shape("b".repeat(64)));
  const submit = async (title: string) => {
    const { status, json } = await scene.world.call("POST", "/findings", { as: eve, raw: await gaugeBundle({ title }) });
    return [status, json.state, json.alreadyReceived, Object.keys(json).toSorted()];
  };
  expect(await submit("Canary title")).toEqual(await submit("Something new"));
});
