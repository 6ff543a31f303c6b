import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { givenParticipant } from "./givens.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

const DAY_MS = 86_400_000;

test("on a telephone, without an account, a vendor opens the mailed link, accepts the embargo, answers, reads a draft, and leaves", { timeout: 120_000 }, async () => {
  const title = `${HOSTILE_TEXT} ${randomBytes(3).toString("hex")}`;
  const { anna, params, participantId, participantLink } = await givenParticipant(title);
  await anna.call("POST /cases/{id}/tasks", { params, body: { text: `Test it. ${HOSTILE_TEXT}`, dueAt: new Date(Date.now() + 9 * DAY_MS).toISOString(), participantId } });
  await anna.call("POST /cases/{id}/drafts", { params, body: { title: "Draft advisory", text: "First words.", participantIds: [participantId] } });
  const { page, told, findFaults } = await visit("harbour", { width: 390 });
  await page.goto(participantLink);
  await page.getByRole("heading", { level: 1, name: "A case about Buoy Gauge" }).waitFor();
  // The secret leaves the address bar at once, and nothing of the report is there before the embargo.
  await expect.poll(() => page.url()).not.toContain("#");
  expect(await page.getByText(title).count()).toBe(0);
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Accept the embargo" }).click();
  await told("You accepted the embargo.");
  await expectShownAsText(page, title);
  expect(await findFaults()).toEqual([]);

  await page.getByRole("button", { name: "It is done" }).click();
  await told("The coordinator sees that it is done.");
  await page.getByRole("radio", { name: "Not affected" }).press("Space");
  await page.getByLabel("Statement").fill("We do not read names.");
  await page.getByRole("button", { name: "Say so" }).click();
  await told("The coordinator sees your status.");
  await page.getByText("Say how far you are").click();
  await page.getByRole("radio", { name: "We dispute it" }).press("Space");
  await page.getByRole("button", { name: "Tell the coordinator" }).click();
  await told("The coordinator sees how far you are.");
  await page.getByRole("button", { name: "I have read this version" }).click();
  await told("It is on record that you have read it.");
  await page.getByLabel("Message", { exact: true }).fill("A question from Buoy.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await told("Your message was sent.");
  await page.getByText("A question from Buoy.").waitFor();
  await page.getByText("Add a file").click();
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "our.diff", mimeType: "text/x-diff", buffer: Buffer.from("ours") });
  await page.getByRole("button", { name: "Send the file" }).click();
  await told("The file was sent.");
  const arriving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download", exact: true }).click();
  expect((await arriving).suggestedFilename()).toBe("our.diff");
  expect(await findFaults()).toEqual([]);

  const { participants } = await anna.call("GET /cases/{id}/participants", { params });
  expect(participants.find(({ id }) => id === participantId)).toMatchObject({ rm: "INVALID", consent: "SIGNATORY", statuses: [{ vulnerability: "case", status: "not-affected", statement: "We do not read names.", by: "participant" }] });
  await page.getByRole("button", { name: "Stop these mails" }).click();
  await told("Mails about this case are stopped.");
  await page.getByRole("button", { name: "Send mails" }).click();
  await told("Mails about this case come.");
  await page.getByRole("button", { name: "Leave the case" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave the case" }).click();
  await page.getByRole("heading", { level: 1, name: "You have left the case" }).waitFor();
  expect(await findFaults()).toEqual([]);
});

test("a guessed link shows nothing, and without one the page says where to find it", async () => {
  const { page, open, findFaults, expectReply } = await visit("harbour", { width: 390 });
  await open("/participant", "Open the link from the mail");
  expect(await findFaults()).toEqual([]);
  expectReply(410, /^\/api\/participant\//);
  await page.goto(`/participant#${"A".repeat(43)}`);
  await page.getByRole("heading", { level: 1, name: "This link does not work" }).waitFor();
  expect(await findFaults()).toEqual([]);
});
