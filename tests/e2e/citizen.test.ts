// A citizen, with a browser that runs no script at all.
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { HEIGHT, launchBrowser, VIEW, WIDTHS } from "./browser.ts";
import { installation, visit } from "./visit.ts";

let browser: Browser;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

/** A new window; what it asked of other hosts, and the cookies it got, have to be none. */
async function open(path: string, { scripts = false } = {}): Promise<{ readonly page: Page; readonly elsewhere: string[]; readonly context: BrowserContext }> {
  const context = await browser.newContext({ baseURL: installation.url, javaScriptEnabled: scripts, viewport: { width: 1280, height: HEIGHT }, acceptDownloads: true, ...VIEW });
  contexts.push(context);
  const page = await context.newPage();
  const elsewhere: string[] = [];
  page.on("request", (request) => void (request.url().startsWith(installation.url) || elsewhere.push(request.url())));
  await page.goto(path);
  return { page, elsewhere, context };
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 }).innerText();
const follow = (page: Page, name: string) => page.getByRole("navigation", { name: "Main pages" }).getByRole("link", { name, exact: true }).click();

test("a browser without scripts that comes to the app is led to the public pages", async () => {
  const { page } = await open("/");
  await page.getByRole("link", { name: "pages that work without it" }).click();
  expect(new URL(page.url()).pathname).toBe("/public/");
  expect(await heading(page)).toBe("Breakwater: a harbour for frontier AI");
});

test("whoever has scripts finds the public pages at the foot of the app", async () => {
  const { page } = await open("/", { scripts: true });
  await page.getByRole("contentinfo").getByRole("link", { name: "Public pages without JavaScript" }).click();
  await page.waitForURL("**/public/");
  expect(await heading(page)).toBe("Breakwater: a harbour for frontier AI");
});

test("a citizen finds which taskings passed in silence, and what was known on an earlier day", async () => {
  const { page, elsewhere, context } = await open("/public/");
  await follow(page, "Taskings of the order");
  const table = page.getByRole("table", { name: "Taskings, in the order of their paragraphs" });
  await table.waitFor();
  const silent = await table.getByRole("row").filter({ hasText: "Passed in silence" }).getByRole("rowheader").allInnerTexts();
  expect(silent.length).toBeGreaterThan(0);
  const counted = page.getByRole("term").filter({ hasText: "Passed in silence" }).locator("xpath=following-sibling::dd");
  expect(await counted.innerText()).toMatch(new RegExp(`^${silent.length} `));
  expect(await counted.innerText()).toContain("It does not say that nothing was done.");

  await page.getByLabel("See what was known on another day").fill("2026-06-10");
  await page.getByRole("button", { name: "Show that day" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("asOf")).toBe("2026-06-10");
  await expect.poll(() => table.getByRole("row").filter({ hasText: "Passed in silence" }).count()).toBe(0);
  expect([elsewhere, await context.cookies()]).toEqual([[], []]);
});

test("a citizen reads what taking part does not mean, in the order's own words", async () => {
  const { page } = await open("/public/");
  await follow(page, "What taking part means");
  const quote = await page.getByRole("main").locator("blockquote").first().innerText();
  expect(quote).toContain("Nothing in this section shall be construed to authorize the creation of a mandatory governmental licensing, preclearance, or permitting requirement for the development, publication, release, or distribution of new AI models, including frontier models.");
  expect(quote).toContain("section 3(c)");
  await page.getByRole("heading", { name: "How to withdraw" }).waitFor();
});

test("a citizen finds the newest advisory by its product and opens each of its documents", async () => {
  const { page, context } = await open("/public/advisories");
  const newest = await page.getByRole("table").getByRole("rowheader").first().getByRole("link").innerText();
  await page.getByLabel("Find by CVE number, maker or product").fill(newest.split(" ").at(-1) ?? "");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("table").getByRole("link", { name: newest, exact: true }).click();
  expect(await heading(page)).toBe(newest);
  const documents = page.getByRole("table", { name: "Documents of this advisory, in each format" });
  const links = await documents.getByRole("rowheader").getByRole("link").evaluateAll((all) => all.map((link) => [link.textContent, (link as HTMLAnchorElement).href] as const));
  expect(links.map(([name]) => name)).toEqual(expect.arrayContaining(["CSAF 2.0", "OSV", "OpenVEX"]));
  for (const [name, address] of links) {
    const answer = await context.request.get(address);
    expect([name, answer.status(), typeof (await answer.json())]).toEqual([name, 200, "object"]);
  }
});

test("a citizen finds a report's figures as a table for a spreadsheet", async () => {
  const ines = await visit();
  await ines.signIn("Ines Voss");
  const published = await ines.page.request.post("/api/reports", { data: { from: "2026-06-02" }, headers: { "x-breakwater": "1" } });
  // Whoever tested reports before has published one on this very time.
  expect([201, 409]).toContain(published.status());

  const { page, context } = await open("/public/");
  await follow(page, "Transparency reports");
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await page.getByRole("navigation", { name: "Sections of this report" }).getByRole("link", { name: "Determinations" }).click();
  await page.getByRole("heading", { level: 2, name: "Determinations" }).waitFor();
  await expect.poll(() => page.getByRole("table").count()).toBeGreaterThan(0);
  const address = await page.getByRole("main").getByRole("link", { name: "CSV", exact: true }).first().getAttribute("href");
  const answer = await context.request.get(address ?? "");
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, expect.stringContaining("text/csv")]);
  expect((await answer.text()).split("\n").length).toBeGreaterThan(10);
});

test("every public page can be used by everybody: by axe, in light and dark, at three widths, by keyboard", { timeout: 400_000 }, async () => {
  const { page } = await open("/public/", { scripts: true });
  const listed = await page.getByRole("navigation", { name: "All pages" }).getByRole("link").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname).filter((path) => path !== "/"));
  await page.goto("/public/advisories");
  const advisory = await page.getByRole("table").getByRole("link").first().getAttribute("href");
  const faults: string[] = [];
  await page.goto("/public/reports");
  const report = await page.getByRole("table").getByRole("link").first().getAttribute("href");
  for (const path of [...listed, advisory ?? "", report ?? "", "/public/policies/embargo", "/public/nothing"]) {
    await page.goto(path);
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement?.textContent)) !== "Skip to the content") faults.push(`${path}: the first stop is not the skip link`);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const builder = new AxeBuilder({ page });
      // What the colours do not change was judged in light.
      const { violations } = await (colorScheme === "dark" ? builder.withRules(["color-contrast"]) : builder).analyze();
      faults.push(...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${path} ${colorScheme}: ${id}: ${node.html.slice(0, 200)}`)));
    }
    for (const width of [320, ...WIDTHS]) {
      await page.setViewportSize({ width, height: HEIGHT });
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (tooWide > 0) faults.push(`${path}: ${tooWide} px too wide at ${width}`);
    }
    await page.setViewportSize({ width: 1280, height: HEIGHT });
  }
  expect(faults).toEqual([]);
});
