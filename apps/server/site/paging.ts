import { html, type Html } from "./html.ts";

interface Paged<Item> {
  readonly shown: readonly Item[];
  /** "Page 2 of 5" with its neighbours; nothing where there is only one. */
  readonly links: Html;
}

interface Where {
  /** The page's own path. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly size: number;
}

/** One page of a list, by `?page=`; a number that is none of a page is the nearest that is. */
export function toPages<Item>(items: readonly Item[], { path, query, size }: Where): Paged<Item> {
  const last = Math.max(1, Math.ceil(items.length / size));
  const wanted = Number(query.get("page") ?? "1");
  const page = Number.isInteger(wanted) ? Math.min(last, Math.max(1, wanted)) : 1;
  const to = (number: number, words: string, rel: string) => {
    const asked = new URLSearchParams(query);
    asked.set("page", String(number));
    return html`<li><a rel="${rel}" href="${path}?${asked.toString()}">${words}</a></li>`;
  };
  return {
    shown: items.slice((page - 1) * size, page * size),
    links: last === 1 ? html`` : html`<nav aria-label="Pages of this list"><ul class="pages">${page > 1 && to(page - 1, "Before", "prev")}<li>Page ${page} of ${last}</li>${page < last && to(page + 1, "Next", "next")}</ul></nav>`,
  };
}
