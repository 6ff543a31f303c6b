import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "../../scripts/bootstrap.mjs";

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** A narrow phone, a tablet, a desk: every page works at each. */
export const WIDTHS = [390, 768, 1280] as const;
export const HEIGHT = 900;

/** The same for everybody who looks, so that two runs show the same. */
export const VIEW = { reducedMotion: "reduce", locale: "en-GB", timezoneId: "UTC" } as const;

export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("There is no Chromium on PATH; npm test installs it, or run: apt-get install chromium");
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Waits until a page shows its heading and nothing on it is still loading. */
export async function waitForPage(page: Page, heading?: string | RegExp): Promise<void> {
  await page.getByRole("heading", { level: 1, ...(heading === undefined ? {} : { name: heading }) }).waitFor();
  await page.waitForFunction(() => ![...document.querySelectorAll("[role='status']")].some((status) => status.textContent === "Loading…"));
}

/** An authenticator as a laptop has it built in: it verifies its person and keeps what it makes. */
export async function giveAuthenticator(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

/** Signs in by one click as a person of the exercise. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: `Sign in as ${name}`, exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await waitForPage(page);
}

/** The secret link that was mailed to the maintainer of the exercise, as a path with its fragment. */
export function findMaintainerLink(mails: readonly { readonly text: string }[]): string {
  const link = mails.map(({ text }) => /\/maintainer#[A-Za-z0-9_-]+/.exec(text)?.[0]).findLast((found) => found !== undefined);
  if (link === undefined) throw new Error("No mail of the exercise holds a maintainer's link");
  return link;
}
