import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { as, givenHouse } from "./people.ts";
import { visit } from "./visit.ts";
import type { Visitor } from "./visit.ts";

test("a finder says what it will scan before scanning; who comes second learns only that somebody was first", async () => {
  const repository = `https://git.example/claims/${randomBytes(4).toString("hex")}`;
  const first = await visit();
  await first.signIn("Sam Okoye");
  await first.choose("Findings", "Your findings");
  await first.page.getByRole("link", { name: "Claim a target" }).click();
  await first.page.getByRole("heading", { level: 1, name: "Claim a target" }).waitFor();
  await claim(first.page, repository);
  const yours = first.page.getByRole("region", { name: "The target is yours" });
  await yours.waitFor();
  expect(await first.findFaults()).toEqual([]);

  const second = await visit();
  await second.signIn("Pia Brandt");
  await second.open("/findings/claim", "Claim a target");
  await claim(second.page, repository);
  await second.page.getByText("Somebody else has named this target.").waitFor();
  expect(await second.page.getByRole("main").innerText()).not.toContain("Tidewater");

  await yours.getByRole("link", { name: "Go to your claim" }).click();
  await first.page.getByRole("heading", { level: 1, name: "A claim of yours" }).waitFor();
  const number = first.page.url().split("/").at(-1) ?? "";
  expect(await first.findFaults()).toEqual([]);
  await first.page.getByRole("button", { name: "Renew for fourteen days" }).click();
  await first.told("The claim is renewed.");

  // Found again by its number alone.
  await first.open("/findings/claim", "Claim a target");
  await first.page.getByLabel("Number of the claim").fill(number);
  await first.page.getByRole("button", { name: "Open it" }).click();
  await first.page.getByText("Renewed", { exact: true }).waitFor();
  await first.page.getByRole("button", { name: "Give it back" }).click();
  await first.page.getByRole("dialog", { name: "Give the claim back?" }).getByRole("button", { name: "Give it back" }).click();
  await first.told("The claim was given back.");
  await first.page.getByText("Given back", { exact: true }).waitFor();
});

async function claim(page: Page, repository: string): Promise<void> {
  await page.getByLabel("Repository").fill(repository);
  await page.getByRole("radio", { name: "It is open source, run on my own machines" }).press("Space");
  await page.getByLabel("What shows it").fill("Apache-2.0, public (exercise)");
  await page.getByRole("button", { name: "Claim it" }).click();
}

test("an organisation joins, leaves in one act and joins again; it is invited to a campaign, takes a target and reports what it spent", async () => {
  const house = await givenHouse("Harbour Finders", "developer", { Finn: ["developer-security-lead", "finder"] });
  const finn = await visit();
  await finn.signIn(house.person("Finn"));
  await finn.choose("Membership", "Membership of the clearinghouse");
  expect(await finn.findFaults()).toEqual([]);
  await join(finn);
  expect(await finn.findFaults()).toEqual([]);
  await finn.page.getByRole("button", { name: "Leave the clearinghouse" }).click();
  await finn.page.getByRole("dialog", { name: "Leave the clearinghouse?" }).getByRole("button", { name: "Leave the clearinghouse" }).click();
  await finn.told("Your organisation has left the clearinghouse.");
  await join(finn);

  const title = `Gauges ${randomBytes(3).toString("hex")}`;
  const target = `https://git.example/campaign/${randomBytes(4).toString("hex")}`;
  const cora = await visit();
  await cora.signIn("Cora Bell");
  await cora.choose("Campaigns", "Scanning campaigns");
  expect(await cora.findFaults()).toEqual([]);
  await cora.page.getByRole("link", { name: "Open a campaign" }).click();
  await cora.page.getByRole("heading", { level: 1, name: "Open a campaign" }).waitFor();
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  await cora.page.getByLabel("Name of the campaign").fill(title);
  await cora.page.getByLabel("Begins").fill(inDays(-1));
  await cora.page.getByLabel("Ends").fill(inDays(20));
  await cora.page.getByLabel("Tokens").fill("1000000");
  await cora.page.getByLabel("Its name").fill(target);
  await cora.page.getByLabel("What shows it").fill("Apache-2.0 (exercise)");
  await cora.page.getByRole("button", { name: "Add another target" }).click();
  await cora.page.getByRole("button", { name: "Remove target 2" }).click();
  await cora.page.getByRole("checkbox", { name: house.organisation }).press("Space");
  expect(await cora.findFaults()).toEqual([]);
  await cora.page.getByRole("button", { name: "Open the campaign" }).click();
  await cora.page.getByRole("heading", { level: 1, name: title }).waitFor();
  await cora.page.getByRole("region", { name: "Members invited" }).getByText("You are invited").waitFor();
  expect(await cora.findFaults()).toEqual([]);

  await finn.choose("Campaigns", "Scanning campaigns");
  await finn.page.getByRole("link", { name: title }).click();
  await finn.page.getByText("The targets are shown once your organisation has accepted.").waitFor();
  await finn.page.getByRole("button", { name: "Accept" }).click();
  await finn.told("Accepted; the targets are shown now.");
  await finn.page.getByRole("button", { name: "Take this target" }).click();
  await finn.page.getByRole("region", { name: "The target is yours" }).waitFor();
  const spending = finn.page.getByRole("region", { name: "Report what you spent" });
  await spending.getByLabel("Tokens").fill("250000");
  await spending.getByRole("button", { name: "Report" }).click();
  await finn.told("What you spent is counted.");
  await finn.page.getByText("250,000 of 1,000,000 tokens").waitFor();
  expect(await finn.findFaults()).toEqual([]);

  await cora.page.getByRole("button", { name: "End the campaign" }).click();
  await cora.page.getByRole("dialog", { name: "End this campaign?" }).getByRole("button", { name: "End the campaign" }).click();
  await cora.told("The campaign is over.");
});

test("two who named one target read whom they met, each by the link of their notice; the notice of a campaign outlives a membership", async () => {
  const repository = `https://git.example/met/${randomBytes(4).toString("hex")}`;
  const one = await givenHouse("First Finders", "developer", { Fay: ["developer-security-lead", "finder"] });
  const two = await givenHouse("Second Finders", "developer", { Lars: ["developer-security-lead", "finder"] });
  const [fay, lars] = [await as(one.person("Fay")), await as(two.person("Lars"))];
  const body = { repository, authorisation: { kind: "open-source", evidence: "Apache-2.0 (exercise)" } } as const;
  for (const finder of [fay, lars]) await finder.call("POST /claims", { body });
  const visitor = await visit("harbour", { width: 390 });
  await visitor.signIn(one.person("Fay"));
  await visitor.follow(`You and ${two.organisation} are on the same target`);
  await visitor.page.getByRole("heading", { level: 1, name: "You are on the same target" }).waitFor();
  await visitor.page.getByText(two.email("Lars")).first().waitFor();
  await visitor.page.getByRole("link", { name: "Go to your claim" }).waitFor();
  expect(await visitor.findFaults()).toEqual([]);

  const { digest } = await fay.call("GET /membership/terms");
  await fay.call("POST /membership", { body: { termsDigest: digest, signatory: { name: "Fay", title: "Counsel" }, purposes: ["campaigns"], agrees: true } });
  const [startsAt, endsAt] = [new Date(Date.now() - 60_000), new Date(Date.now() + 86_400_000)].map((at) => at.toISOString()) as [string, string];
  const campaign = await (await as("Cora Bell")).call("POST /campaigns", { body: { title: "Left", startsAt, endsAt, budget: { tokens: 0, usdCents: 0, sandboxMinutes: 0 }, targets: [{ repository: `${repository}-two`, authorisation: body.authorisation }], invite: [one.id] } });
  await fay.call("POST /membership/leaving");
  visitor.expectReply(404, `/api/campaigns/${campaign.id}`);
  await visitor.follow("Your organisation is invited to a scanning campaign");
  await visitor.page.getByRole("heading", { level: 1, name: "You take no part in this campaign" }).waitFor();
  expect(await visitor.findFaults()).toEqual([]);
});

async function join({ page, told }: Visitor): Promise<void> {
  await page.getByRole("checkbox", { name: "Campaigns" }).press("Space");
  await page.getByLabel("Name of who signs").fill("Finn Marsh");
  await page.getByLabel("Position").fill("Head of research");
  await page.getByRole("checkbox", { name: "I have read the terms above" }).press("Space");
  await page.getByRole("button", { name: "Join" }).click();
  await told("Your organisation is a member.");
}

test("the director names another clearinghouse whose records are honoured, and ends it; analysts see which there are", async () => {
  const name = `North Shore ${randomBytes(3).toString("hex")}`;
  const cora = await visit();
  await cora.signIn("Cora Bell");
  await cora.open("/clearinghouse/peers", "Other clearinghouses");
  expect(await cora.findFaults()).toEqual([]);
  const add = cora.page.getByRole("region", { name: "Honour another clearinghouse" });
  const { publicKeyPem } = await (await as("Cora Bell")).call("GET /exchange");
  await add.getByLabel("Name").fill(name);
  await add.getByLabel("Address").fill("https://clearinghouse.example");
  await add.getByLabel("Its public key").fill(publicKeyPem);
  await add.getByRole("button", { name: "Honour another clearinghouse" }).click();
  await cora.told("Its records are honoured from the next reading on.");
  const peer = cora.page.getByRole("region", { name });
  await peer.getByText("Not yet").waitFor();
  expect(await cora.findFaults()).toEqual([]);

  const anna = await visit();
  await anna.signIn("Anna Frey");
  await anna.open("/clearinghouse/peers", "Other clearinghouses");
  await anna.page.getByRole("region", { name }).waitFor();
  expect(await anna.page.getByRole("button", { name: "Honour no more" }).count()).toBe(0);

  await peer.getByRole("button", { name: "Honour no more" }).click();
  await cora.page.getByRole("dialog", { name: "Honour its records no more?" }).getByRole("button", { name: "Honour no more" }).click();
  await cora.told("Its records are honoured no more.");
});
