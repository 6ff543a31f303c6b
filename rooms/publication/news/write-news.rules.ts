import type { NewsFile } from "#contracts/news";

/** What a feed reader is told of one advisory, or of another thing that is new. */
export interface NewsItem {
  /** A name, such as a `urn:uuid:`, that stays the same over all revisions, and when this site moves. */
  readonly urn: string;
  readonly title: string;
  readonly summary: string;
  /** A word such as `critical`, or null. */
  readonly severity: string | null;
  readonly link: string;
  readonly publishedAt: string;
  readonly revisedAt: string;
}

export interface News {
  readonly urn: string;
  readonly title: string;
  readonly description: string;
  readonly publisher: string;
  /** Address of the page, and the feed's own. */
  readonly link: string;
  readonly self: string;
  readonly updatedAt: string;
  readonly items: readonly NewsItem[];
}

export const NEWS_MEDIA_TYPES = { "advisories.atom": "application/atom+xml; charset=utf-8", "advisories.rss": "application/rss+xml; charset=utf-8" } as const satisfies Record<NewsFile, string>;

export function writeNews(file: NewsFile, news: News): string {
  return writeFeed(file === "advisories.atom" ? "atom" : "rss", news);
}

export function writeFeed(format: "atom" | "rss", news: News): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${format === "atom" ? writeAtom(news) : writeRss(news)}\n`;
}

/** Atom 1.0 (RFC 4287): an entry that was revised has the id it had, and a later `updated`. */
function writeAtom({ urn, title, description, publisher, link, self, updatedAt, items }: News): string {
  return element("feed", { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": "en" }, [
    element("id", {}, urn),
    element("title", {}, title),
    element("subtitle", {}, description),
    element("updated", {}, updatedAt),
    element("author", {}, [element("name", {}, publisher)]),
    element("link", { rel: "self", type: "application/atom+xml", href: self }),
    element("link", { rel: "alternate", type: "text/html", href: link }),
    ...items.map((item) => element("entry", {}, [
      element("id", {}, item.urn),
      element("title", {}, item.title),
      element("published", {}, item.publishedAt),
      element("updated", {}, item.revisedAt),
      element("link", { rel: "alternate", type: "text/html", href: item.link }),
      ...(item.severity === null ? [] : [element("category", { term: item.severity })]),
      element("summary", { type: "text" }, item.summary),
    ])),
  ]);
}

/** RSS 2.0 (RSS Advisory Board 2.0.11), with the elements of Atom where RSS has none. Its descriptions are HTML, so text is escaped once more. */
function writeRss({ title, description, link, self, updatedAt, items }: News): string {
  return element("rss", { version: "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom" }, [
    element("channel", {}, [
      element("title", {}, title),
      element("link", {}, link),
      element("description", {}, description),
      element("language", {}, "en"),
      element("lastBuildDate", {}, toRfc822(updatedAt)),
      element("atom:link", { rel: "self", type: "application/rss+xml", href: self }),
      ...items.map((item) => element("item", {}, [
        element("title", {}, item.title),
        element("link", {}, item.link),
        element("guid", { isPermaLink: "false" }, item.urn),
        element("pubDate", {}, toRfc822(item.publishedAt)),
        element("atom:updated", {}, item.revisedAt),
        ...(item.severity === null ? [] : [element("category", {}, item.severity)]),
        element("description", {}, escape(item.summary)),
      ])),
    ]),
  ]);
}

/** Text is escaped here and nowhere else; a list is elements, which are written already. */
function element(name: string, attributes: Readonly<Record<string, string>>, content?: string | readonly string[]): string {
  const start = `${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`).join("")}`;
  if (content === undefined) return `<${start}/>`;
  return `<${start}>${typeof content === "string" ? escape(content) : content.join("\n")}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Without what XML 1.0 has no place for at all (section 2.2). */
function escape(text: string): string {
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Tue, 01 Sep 2026 12:00:00 GMT`, for an instant in UTC. */
export function toRfc822(instant: string): string {
  const [year = 0, month = 1, day = 1] = instant.slice(0, 10).split("-").map(Number);
  return `${DAYS[weekday(year, month, day)]}, ${String(day).padStart(2, "0")} ${MONTHS[month - 1]} ${String(year).padStart(4, "0")} ${instant.slice(11, 19)} GMT`;
}

/** Sakamoto's rule for the Gregorian calendar; 0 is Sunday. */
function weekday(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year;
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0;
  return (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + shift + day) % 7;
}
