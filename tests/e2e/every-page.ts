import type { Page } from "playwright-core";
import { waitForPage } from "./browser.ts";

/** A page as it was found: `/developer/engagements/:id` is one page, whichever record it shows. */
export interface FoundPage {
  readonly pattern: string;
  readonly path: string;
  /** The page with the link. */
  readonly from: string;
}

const NOTHING_HERE = "There is nothing here for you";
const INBOX = "/inbox";
const RECORD_ID = /\/[a-z]{2,8}_[a-z0-9]{10,}/g;

/**
 * Goes through the pages that a person reaches from the front page by links, one record for each kind of page, and shows
 * each to `look` that is not in `seen` yet. What is in `seen` is not opened again, but for the front page, which holds
 * the person's menu, the inbox, and whatever a notice leads to. Returns the links that led to nothing.
 */
export async function goThroughPages(page: Page, seen: Set<string>, look: (found: FoundPage) => Promise<void>): Promise<readonly FoundPage[]> {
  const dead: FoundPage[] = [];
  const waiting: FoundPage[] = [{ pattern: "/", path: "/", from: "" }];
  const met = new Set(["/"]);
  for (let found = waiting.shift(); found !== undefined; found = waiting.shift()) {
    await page.goto(found.path);
    await waitForPage(page);
    if (await page.getByRole("heading", { level: 1, name: NOTHING_HERE }).isVisible()) {
      dead.push(found);
      continue;
    }
    if (!seen.has(found.pattern)) {
      seen.add(found.pattern);
      await look(found);
    }
    for (const path of await linksOf(page)) {
      const pattern = path.replace(RECORD_ID, "/:id");
      if (met.has(pattern)) continue;
      met.add(pattern);
      if (seen.has(pattern) && pattern !== INBOX && found.path !== INBOX) continue;
      waiting.push({ pattern, path, from: found.path });
    }
  }
  return dead;
}

/** Paths of the app's pages that the page links to; what the API serves is no page, and the plain site is gone through by citizen.test.ts. */
function linksOf(page: Page): Promise<readonly string[]> {
  return page.getByRole("link", { includeHidden: true }).evaluateAll((links) =>
    links
      .map((link) => new URL((link as HTMLAnchorElement).href, location.href))
      .filter((url) => url.origin === location.origin && !/^\/(api|public|taxii2|\.well-known)\//.test(url.pathname) && url.pathname !== "/sign-in")
      .map((url) => url.pathname),
  );
}
