import { expect, test } from "vitest";
import { visit } from "./visit.ts";

test("anybody sees what the harbour is, the funnel of this installation, and that nothing here is a duty", async () => {
  const { page, open, findFaults } = await visit();
  await open("/", "Calm water for frontier AI");
  await page.getByRole("heading", { name: "From found to deployed" }).waitFor();
  await page.getByText("Nothing in this section shall be construed to authorize").waitFor();
  await page.getByText("Not a government system").first().waitFor();
  await page.getByText("Show as a table").click();
  const counts = await page.getByRole("table").getByRole("row").allInnerTexts();
  expect(counts.length).toBeGreaterThan(3);
  expect(await findFaults()).toEqual([]);
});

test("a page that belongs to people who take part asks to sign in first and then leads there", async () => {
  const { page, open, findFaults } = await visit();
  await open("/inbox", "Sign in to see this page");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Sign in as Ada Rell", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Inbox" }).waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
});

test("a page that does not exist says so without saying whether it ever did", async () => {
  const { open, findFaults } = await visit();
  await open("/nobody/was/here", "There is nothing here for you");
  expect(await findFaults()).toEqual([]);
});

test("a sign-in link that is not complete or not valid leads to asking for another one", async () => {
  const { page, open, findFaults, expectReply } = await visit();
  await open("/sign-in/link", "Your sign-in link");
  expect(await findFaults()).toEqual([]);
  expectReply(410, "/api/sign-in/redeem");
  await page.goto("about:blank");
  await open(`/sign-in/link#${"A".repeat(43)}`, "Your sign-in link");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByRole("link", { name: "Ask for a new link" }).waitFor();
});
