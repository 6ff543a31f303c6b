import type { Ask } from "./ask.ts";
import { html, type Html } from "./html.ts";

/** Below the site's root; everything of the web app and of the API is elsewhere. */
export const ROOT = "/public";

/** What a page is written from: answers of the public API, and what stands in the page's own address. */
export interface Asked {
  readonly ask: Ask;
  /** The last part of a path that ends with `:id`. */
  readonly id: string;
  readonly query: URLSearchParams;
}

export interface Content {
  readonly title: string;
  readonly lead: string;
  readonly main: Html;
}

export interface SitePage {
  /** Below `/public`, such as `/taskings` or `/advisories/:id`. */
  readonly path: string;
  /** How links to it read; a page without is reached from its list. */
  readonly label?: string;
  readonly write: (asked: Asked) => Promise<Content>;
}

interface Surroundings {
  readonly pages: readonly SitePage[];
  /** Of the page in `pages` that this is, or belongs to. */
  readonly path: string;
}

// What most people come for; the footer lists everything.
const IN_MENU = ["/participation", "/taskings", "/directives", "/reports", "/advisories", "/help"];

/** A whole page as it is sent: the same content gives the same bytes. */
export function writePage({ title, lead, main }: Content, { pages, path }: Surroundings): string {
  const listed = pages.filter(({ label }) => label !== undefined);
  const toLink = (page: SitePage) => html`<li><a href="${ROOT}${page.path}"${page.path === path && html` aria-current="page"`}>${page.label}</a></li>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${path === "/" ? title : html`${title} · Breakwater`}</title>
<link rel="stylesheet" href="${ROOT}/site.css">
<link rel="icon" href="${ROOT}/icon.svg" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="New advisories" href="/api/feeds/news/advisories.atom">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="brand"><a href="${ROOT}/">Breakwater</a></p>
<nav aria-label="Main pages"><ul>${IN_MENU.flatMap((wanted) => listed.filter((page) => page.path === wanted)).map(toLink)}</ul></nav>
</header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
<p class="lead">${lead}</p>
${main}
</main>
<footer>
<nav aria-label="All pages"><ul>${listed.map(toLink)}<li><a href="/">The app, which needs JavaScript</a></li></ul></nav>
<p><strong>Not a government system.</strong> Breakwater is independent free software. It speaks for no agency and carries no seal. It handles unclassified information only.</p>
<p>These pages use no script and no cookie. They hold only what the <a href="/api/openapi.json">public API</a> tells anybody.</p>
</footer>
</body>
</html>
`.toString();
}
