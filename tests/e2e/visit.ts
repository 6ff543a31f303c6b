import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { HEIGHT, launchBrowser, signInAs, VIEW, waitForPage, WIDTHS } from "./browser.ts";
import type { Place } from "./people.ts";

export const installation = inject("installation");

const WAIT_MS = 15_000;
const REOPEN_MS = 5_000;
const NOTICE_MS = 30_000;

/** Markup of the kind that a hostile reporter sends. If any of it runs, `hostileTextRan` is set on the window. */
export const HOSTILE_TEXT = `<img src=x onerror="window.hostileTextRan=1"><script>window.hostileTextRan=1</script>"'><svg/onload=window.hostileTextRan=1>{{7*7}} javascript:window.hostileTextRan=1`;

/** One person in front of one browser window. */
export interface Visitor {
  readonly page: Page;
  /** Signs in by one click as a person of the exercise. */
  signIn(name: string): Promise<void>;
  /** Opens a page by its path and waits for its heading. */
  open(path: string, heading: string | RegExp): Promise<void>;
  /** Goes to a page through the menu, as a person does, on a narrow screen too. */
  choose(entry: string, heading: string | RegExp): Promise<void>;
  /** Comes by a notice in the inbox: the newest of this title, or the newest that leads to this path. */
  follow(notice: string, path?: string): Promise<void>;
  /** Waits for what the page says after an act. The same words may stand on the page besides, sooner or later than they are said. */
  told(words: string): Promise<void>;
  /** Gives the fresh proof that the page has just asked for. */
  prove(): Promise<void>;
  /** What axe finds wrong with the page, in light and dark, and at which widths it does not fit; in words. */
  findFaults(): Promise<readonly string[]>;
  /** A reply with this status from this path is what the test is about, so the browser's word on it is no error. */
  expectReply(status: number, path: string | RegExp): void;
}

let browser: Browser;
const visits: { readonly context: BrowserContext; readonly complaints: string[] }[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  const ended = visits.splice(0);
  for (const { context } of ended) await context.close();
  const complaints = ended.flatMap((one) => one.complaints);
  if (complaints.length > 0) throw new Error(`A page complained during the test:\n${complaints.join("\n")}`);
});

/** Opens a new window, signed in as nobody, at this width. */
export async function visit(house: "harbour" | "enclave" = "harbour", { width = 1280, at = installation }: { readonly width?: number; readonly at?: Place } = {}): Promise<Visitor> {
  const baseURL = house === "harbour" ? at.url : at.enclaveUrl;
  const context = await browser.newContext({ baseURL, viewport: { width, height: HEIGHT }, ...VIEW });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const expected = [{ status: 401, path: "/api/session" as string | RegExp }];
  visits.push({ context, complaints });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message, expected)) complaints.push(`${page.url()}: ${message.text()} ${message.location().url}`);
  });
  const told = (words: string) => page.getByRole("status").getByText(words).waitFor();
  return {
    page,
    told,
    signIn: (name) => signInAs(page, name),
    open: async (path, heading) => {
      await page.goto(path);
      await waitForPage(page, heading);
    },
    choose: async (entry, heading) => {
      const menu = page.getByRole("navigation", { name: "Main menu" });
      const opener = page.getByRole("button", { name: "Menu", exact: true });
      const link = menu.getByRole("link", { name: entry, exact: true });
      if (await opener.isVisible()) await opener.click();
      // A navigation still under way closes the menu when it ends; a person opens it again.
      await link.click({ timeout: REOPEN_MS }).catch(async () => {
        if (await opener.isVisible()) await opener.click();
        await link.click();
      });
      await waitForPage(page, heading);
    },
    follow: async (notice, path) => {
      await page.goto("/inbox");
      await waitForPage(page, "Inbox");
      const notices = page.getByRole("link", { name: notice, exact: true });
      // It may still be on its way, from a job or from the other house.
      await (path === undefined ? notices : notices.and(page.locator(`[href="${path}"]`))).first().click({ timeout: NOTICE_MS });
      await page.getByRole("heading", { level: 1, name: "Inbox", exact: true }).waitFor({ state: "detached" });
      await waitForPage(page);
    },
    prove: async () => {
      await page.getByRole("button", { name: "Prove that it is you" }).click();
      await told("It is you.");
    },
    findFaults: () => findFaults(page, width),
    expectReply: (status, path) => void expected.push({ status, path }),
  };
}

/** The browser writes one console line for each reply of 400 and above; its text holds the status, its location the address. */
function isExpected(message: ConsoleMessage, expected: readonly { readonly status: number; readonly path: string | RegExp }[]): boolean {
  const { pathname } = new URL(message.location().url || "http://nowhere.invalid/");
  return expected.some(({ status, path }) => message.text().includes(` ${status} `) && (typeof path === "string" ? pathname === path : path.test(pathname)));
}

async function findFaults(page: Page, width: number): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const builder = new AxeBuilder({ page });
    // What the colours do not change was judged in light.
    const { violations } = await (colorScheme === "dark" ? builder.withRules(["color-contrast"]) : builder).analyze();
    faults.push(...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${colorScheme}: ${id}: ${node.html.slice(0, 200)} ${node.failureSummary?.replaceAll("\n", " ") ?? ""}`)));
  }
  await page.emulateMedia({ colorScheme: "light" });
  for (const one of WIDTHS) {
    await page.setViewportSize({ width: one, height: HEIGHT });
    const { tooWide, widest } = await page.evaluate(() => {
      const there = document.documentElement.clientWidth;
      const reaching = [...document.querySelectorAll("main *")].filter((element) => element.getBoundingClientRect().right > there + 1);
      return { tooWide: document.documentElement.scrollWidth - there, widest: reaching.slice(-3).map((element) => element.outerHTML.slice(0, 160)) };
    });
    if (tooWide > 0) faults.push(`${one} px wide: the page is ${tooWide} px too wide; reaching out: ${widest.join(" | ")}`);
  }
  await page.setViewportSize({ width, height: HEIGHT });
  const { pathname } = new URL(page.url());
  return faults.map((fault) => `${pathname}: ${fault}`);
}

/** The text stands on the page as it was written, and nothing in it became markup or ran. */
export async function expectShownAsText(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor();
  const became = await page.evaluate(() => ({
    ran: "hostileTextRan" in window,
    markup: document.querySelectorAll("main img[src='x'], main script, main svg[onload], main [onerror]").length,
  }));
  expect(became).toEqual({ ran: false, markup: 0 });
}
