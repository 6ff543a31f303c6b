// What the tests of both sides share that put texts into every field and then look at the pages.
import type { Browser, Page } from "playwright-core";
import { XSS_CORPUS } from "./xss-corpus.ts";

/** As many payloads as fit, with a blank between them; together they are the whole corpus but for those longer than the field. */
export function packCorpus(length: number): readonly string[] {
  const packed: string[] = [];
  for (const payload of XSS_CORPUS.filter((one) => one.length <= length)) {
    const last = packed.at(-1);
    if (last !== undefined && last.length + 1 + payload.length <= length) packed[packed.length - 1] = `${last} ${payload}`;
    else packed.push(payload);
  }
  return packed;
}

/** Whoever looks, by cookie; what the page must not do is written down in `harm`. */
export async function openAs(browser: Browser, { baseURL, token, cookie = "breakwater_session" }: { readonly baseURL: string; readonly token: string; readonly cookie?: string }, harm: string[]): Promise<Page> {
  const context = await browser.newContext({ baseURL });
  await context.addCookies([{ name: cookie, value: token, url: baseURL, httpOnly: true, sameSite: "Strict" }]);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    harm.push(`${page.url()}: a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL) && !request.url().startsWith("data:image/")) harm.push(`${page.url()}: asked ${request.url()}`);
  });
  page.on("pageerror", (error) => harm.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (/policy|Trusted|Refused|violat/i.test(message.text())) harm.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

/** What of the corpus became something on the page that is shown. */
export function findHarm(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const attributes = [...document.querySelectorAll("body *")].flatMap((element) => [...element.attributes].map(({ name, value }) => `${element.localName} ${name}=${value}`));
    return [
      ...("ran" in window ? ["a payload ran"] : []),
      ...[...document.querySelectorAll(".xss-mark, main script, main iframe, main object, main embed, main base, main meta, main style, main link, main form[action^='javascript' i]")].map(({ outerHTML }) => `became markup: ${outerHTML.slice(0, 100)}`),
      ...attributes.filter((attribute) => /^\S+ on[a-z]+=/i.test(attribute) || /^\S+ (href|src|srcset|action|formaction|data|xlink:href)=\s*(javascript|vbscript|data:text)/i.test(attribute)),
    ];
  });
}
