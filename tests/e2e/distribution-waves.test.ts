import { expect, test } from "vitest";
import { createClient } from "#api-client";
import { givenCase } from "./givens.ts";
import { as, givenHouse, proven } from "./people.ts";
import { installation, visit } from "./visit.ts";

const SOON = { timeout: 45_000, interval: 250 };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A case whose maintainer has released a fix; nothing of it is public. */
async function givenReleasedFix(title: string) {
  const given = await givenCase(title);
  const { caseId } = await (await as("Anna Frey")).call("GET /findings/{id}", { params: { id: given.findingId } });
  const token = given.link.split("#")[1] ?? "";
  const maintainer = createClient({ baseUrl: installation.url });
  await maintainer.call("POST /maintainer/terms", { body: { token } });
  await maintainer.call("POST /maintainer/answers", { body: { token, answer: "accept" } });
  const { id: patchId } = await maintainer.call("POST /maintainer/patches/accept", { body: { token } });
  const find = async () => (await maintainer.call("POST /maintainer/patches", { body: { token } })).patches.find(({ id }) => id === patchId);
  await expect.poll(async () => (await find())?.verification, SOON).toBeTruthy();
  if ((await find())?.confirmed === null) await maintainer.call("POST /maintainer/patches/confirm", { body: { token, patchId } });
  await maintainer.call("POST /maintainer/patches/release", { body: { token, patchId, fixedVersion: "1.4.3" } });
  return { ...given, caseId: caseId ?? "" };
}

/** An operator that has joined and has the product on its list. */
async function givenOwner(house: string, { product, sector, triesFirst = false }: { readonly product: string; readonly sector: "healthcare" | "financial-services"; readonly triesFirst?: boolean }) {
  const { person, organisation } = await givenHouse(house, "operator", { Olive: ["operator"] });
  const operator = await as(person("Olive"));
  await operator.call("POST /operator/profile", { body: { sector, sizeBand: "50-to-249", region: "south", acceptsTerms: true } });
  await operator.call("POST /operator/mail", { body: { mails: "send", says: "link", everyDays: 7, triesFirst } });
  await operator.call("POST /operator/inventories", { query: { fileName: "wards.csv" }, body: new TextEncoder().encode(`Vendor;Product;Version\nCopies (exercise);${product};1.4.2\n`) });
  return { name: person("Olive"), organisation, operator };
}

/** Volunteers first, hospitals second; one failure holds the next wave. */
async function givenWaves(): Promise<void> {
  const { proposals } = await (await proven("Anna Frey")).call("POST /distribution/waves", { body: { canaryHours: 24, essentialHours: 24, mostFailedPercent: 0, mostCanaries: 25, essentialSectors: ["healthcare"], reason: "Care goes second." } });
  await (await proven("Cora Bell")).call("POST /distribution/waves/{id}/confirmation", { params: { id: proposals.at(-1)?.id ?? "" } });
}

test("operators learn what to update before an embargo ends; a fix that fails with a volunteer is held, goes on when somebody has looked, and is called back from all who were told", { timeout: 300_000 }, async () => {
  const title = `Heap overflow ${Date.now().toString(36)}`;
  const { name: product, caseId } = await givenReleasedFix(title);
  const volunteer = await givenOwner("Brook Clinic", { product, sector: "financial-services", triesFirst: true });
  const hospital = await givenOwner("Fern Hospital", { product, sector: "healthcare" });

  await (await proven("Anna Frey")).call("POST /pre-notices", { body: { caseId, dueBy: inDays(9) } });
  const hana = await visit("harbour", { width: 390 });
  await hana.signIn(hospital.name);
  await hana.follow("Update something soon", "/operator/notices");
  const notice = hana.page.getByRole("main").getByRole("listitem").filter({ hasText: product }).first();
  await notice.getByText("1.4.3").first().waitFor();
  // Which of its things to bring to which version by when: nothing says what is wrong with it.
  expect(await hana.page.getByRole("main").innerText()).not.toMatch(/overflow|CWE|crash|finding/i);
  expect(await hana.findFaults()).toEqual([]);

  await givenWaves();
  const { id: advisoryId } = await (await proven("Anna Frey")).call("POST /advisories", { body: { caseId, cve: null, releasableTitle: `Out-of-bounds write in ${product}`, releasableSummary: "Update to 1.4.3.", references: [] } });
  const vera = await visit("harbour", { width: 390 });
  await vera.signIn(volunteer.name);
  // Its name is like that of the exercise's own product, which may be asked about too.
  const findTitle = async ({ operator }: typeof volunteer) => (await operator.call("GET /operator/plan")).steps.find(({ advisories }) => advisories.some(({ id }) => id === advisoryId))?.title;
  await expect.poll(() => findTitle(volunteer), SOON).toBeDefined();
  const heading = (await findTitle(volunteer)) ?? "";
  expect(await findTitle(hospital), "whoever goes second is not told yet").toBeUndefined();
  await hana.open("/operator/plan", "Your plan");
  const turn = hana.page.getByRole("region", { name: "Your turn comes later" });
  await turn.getByRole("heading", { name: new RegExp(product) }).getByText("wave 2 of 3").waitFor();
  expect(await hana.findFaults()).toEqual([]);
  await vera.choose("Your plan", "Your plan");
  const step = vera.page.getByRole("listitem").filter({ has: vera.page.getByRole("heading", { name: heading }) });
  await step.getByRole("button", { name: "We have installed it" }).click();
  await vera.told("Noted: installed. Well done.");
  await vera.page.getByText("1 step done").click();
  await step.getByText("It did not work", { exact: true }).click();
  await step.getByLabel("What happened").fill("The pump stops.");
  await step.getByRole("button", { name: "Report it" }).click();
  await vera.told("Noted. Your plan says what to do now.");

  const anna = await visit();
  await anna.signIn("Anna Frey");
  await anna.follow("A fix is held: it failed for too many who tried it first", "/distribution/waves");
  const rollout = anna.page.getByRole("main").getByRole("listitem").filter({ hasText: product });
  await rollout.getByText("Held", { exact: true }).waitFor();
  expect(await anna.findFaults()).toEqual([]);
  await rollout.getByText("Go on", { exact: true }).first().click();
  await rollout.getByLabel("Why").fill("That pump was broken before.");
  anna.expectReply(403, /\/resume$/);
  await rollout.getByRole("button", { name: "Go on" }).click();
  await anna.prove();
  await rollout.getByRole("button", { name: "Go on" }).click();
  await anna.told("It goes on.");
  await rollout.getByText("Told so far: essential services.").waitFor();
  expect(await anna.findFaults()).toEqual([]);
  await expect.poll(() => findTitle(hospital), SOON).toBe(heading);

  await anna.open(`/clearinghouse/cases/${caseId}`, title);
  await anna.page.getByText("Withdraw this patch").first().click();
  const recall = anna.page.getByRole("form", { name: "Withdraw this patch" });
  await recall.getByLabel("Reason").fill("It stops more pumps.");
  await recall.getByRole("button", { name: "Withdraw this patch" }).click();
  await anna.told("The patch is withdrawn, and a recall goes out.");
  await anna.open("/distribution/waves", "Waves");
  await expect.poll(async () => (await (await as("Anna Frey")).call("GET /distribution/waves")).rollouts.find((one) => one.advisoryId === advisoryId)?.state, SOON).toBe("ended");
  await anna.page.reload();
  await rollout.getByText("Ended", { exact: true }).waitFor();
  await hana.open("/operator/plan", "Your plan");
  await hana.page.getByText("STOP. This fix was called back. Do not install it.").waitFor();
  expect(await hana.findFaults()).toEqual([]);
});
