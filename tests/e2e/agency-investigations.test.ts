import { afterAll, beforeAll, expect, test } from "vitest";
import { cveRecord } from "../../rooms/obligations/instances/instances.fixture.ts";
import { startOwnInstallation, type OwnInstallation } from "./own-installation.ts";
import { as, givenHouse, proven } from "./people.ts";
import { visit } from "./visit.ts";

/*
 * What CISA lists, and what it publishes of a vulnerability, move the days of every agency: here in an installation of its own.
 */
let at: OwnInstallation;
beforeAll(async () => {
  at = await startOwnInstallation();
}, 180_000);
afterAll(() => at.stop());

const [EXPLOITED, OTHER] = ["CVE-1900-4001", "CVE-1900-4002"];
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const file = (name: string, lines: readonly string[]) => ({ name, mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) });

/** An agency on the list, with the officers who put it there, and a catalogue that lists one vulnerability. */
async function givenAgency() {
  const agency = await givenHouse("Ice Patrol", "government", { Ivy: ["agency-ciso"] }, at);
  const office = await givenHouse("Directive Office", "government", { Olga: ["directive-officer"], Otto: ["directive-officer"] }, at);
  const clearinghouse = await givenHouse("AI Clearinghouse", "clearinghouse", { Anna: ["clearinghouse-analyst"] }, at);
  const olga = await as(office.person("Olga"), at);
  const { waiting: [change] } = await olga.call("POST /directive-work/agencies/list", { body: { organisationId: agency.id, branch: "fceb", reason: "Named in the public list of agencies." } });
  await (await proven(office.person("Otto"), at)).call("POST /directive-work/agency-changes/{id}/confirmation", { params: { id: change?.id ?? "" } });
  const listed = [{ cveID: EXPLOITED, dateAdded: inDays(-1), dueDate: inDays(2), knownRansomwareCampaignUse: "Unknown" }];
  const catalogue = JSON.stringify({ catalogVersion: inDays(-1), dateReleased: `${inDays(-1)}T10:00:00Z`, count: 1, vulnerabilities: listed });
  await (await as(clearinghouse.person("Anna"), at)).call("POST /feeds/kev", { query: { insist: "true" }, body: new Blob([catalogue]) });
  return { ivy: agency.person("Ivy"), olga: office.person("Olga") };
}

test("an agency investigates what the table asks it to, and says that what a complete scan saw no more is fixed", { timeout: 180_000 }, async () => {
  const people = await givenAgency();
  const ivy = await visit("harbour", { at });
  const { page, open, told, findFaults } = ivy;
  await ivy.signIn(people.ivy);
  const scan = page.getByRole("region", { name: "Add a scan" });
  const takeScan = async (lines: readonly string[], reach?: RegExp) => {
    await open("/agency/scans", "Scans");
    await scan.getByLabel("Export of the scanner").setInputFiles(file("scan.csv", ["asset,cve,detected_on,exposed", ...lines]));
    if (reach) await scan.getByRole("radio", { name: reach }).press("Space");
    await scan.getByRole("button", { name: "Take in this scan" }).click();
    await told("The scan is taken in.");
  };
  await takeScan([`web-01,${EXPLOITED},${inDays(-1)},yes`, `web-02,${OTHER},${inDays(-1)},yes`]);
  const client = await as(people.ivy, at);
  // The catalogue is taken in by a job.
  const states = async () => (await client.call("GET /agency/forensics")).tasks.map(({ state }) => state);
  await expect.poll(states, { timeout: 60_000 }).toEqual(["open"]);
  await open("/agency/forensics", "Looking for traces of an attack");
  // Exploited and exposed, and CISA has not said how bad it is: as bad as it can be.
  const task = page.getByRole("region", { name: EXPLOITED });
  await task.getByText("On 1 asset.").waitFor();

  const olga = await visit("harbour", { at, width: 390 });
  await olga.signIn(people.olga);
  const publish = async (impact: "partial" | "total") => {
    await olga.open("/directives/standing", "How agencies stand");
    await olga.page.getByText("Take in CVE records", { exact: true }).click();
    await olga.page.getByLabel("CVE records").setInputFiles({ name: "records.ndjson", mimeType: "application/x-ndjson", buffer: Buffer.from(`${cveRecord(EXPLOITED, "no", impact)}\nno record\n`) });
    await olga.page.getByRole("button", { name: "Take in these records" }).click();
    await olga.told("The records are taken in.");
    await olga.page.getByText("1 line was not taken.").waitFor();
  };
  await publish("partial");
  expect(await olga.findFaults()).toEqual([]);
  await expect.poll(states, { timeout: 60_000 }).toEqual(["lifted"]);
  await open("/agency/forensics", "Looking for traces of an attack");
  await task.getByText("No longer asked").waitFor();
  await publish("total");
  await expect.poll(states, { timeout: 60_000 }).toEqual(["open"]);
  await open("/agency/forensics", "Looking for traces of an attack");

  const steps = task.getByRole("button", { name: "This step is done" });
  await steps.first().waitFor();
  expect(await findFaults()).toEqual([]);
  for (let left = await steps.count(); left > 0; left -= 1) {
    await steps.first().click();
    await expect.poll(() => steps.count()).toBe(left - 1);
  }
  await task.getByLabel("SHA-256 of your report").fill("no digest");
  ivy.expectReply(400, /\/done$/);
  await task.getByRole("button", { name: "End the investigation" }).click();
  await task.getByRole("alert").first().waitFor();
  await task.getByLabel("SHA-256 of your report").fill("CD".repeat(32));
  await task.getByRole("button", { name: "End the investigation" }).click();
  await told("The investigation is over.");
  await task.getByText("cd".repeat(32)).waitFor();
  expect(await findFaults()).toEqual([]);

  await takeScan([`web-01,${EXPLOITED},${inDays(0)},yes`], /^All of your assets(?!, and)/);
  await page.getByRole("listitem").filter({ hasText: "Seen no more, wait for your word" }).first().waitFor();
  await open("/agency/instances?gone=yes", "Vulnerabilities on your assets");
  await page.getByRole("table").getByText(OTHER).waitFor();
  expect(await page.getByRole("table").getByText(EXPLOITED).count()).toBe(0);
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Say that they are fixed" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "They are fixed" }).click();
  await told("They are fixed.");
  await page.getByRole("table").getByText(OTHER).waitFor({ state: "detached" });
});
