/*
 * Markup by a template that escapes whatever is put into it. Nothing but this template makes an Html, so no text gets onto a
 * page as markup, whoever wrote it. A value may stand between tags, or inside of a quoted attribute; for addresses there is
 * `link`, which looks at where they lead.
 */

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;" };
// Whatever moves a cursor, hides itself or turns the direction of what follows; line breaks and tabs are none of it.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** Finished markup. Its text is readable; only `html` makes one. */
export class Html {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  static of(strings: readonly string[], values: readonly Value[]): Html {
    return new Html(strings.map((text, place) => text + write(values[place])).join(""));
  }
  toString(): string {
    return this.#text;
  }
}

export type Value = Html | string | number | null | undefined | false | readonly Value[];

/** `html\`<p>${text}</p>\`` escapes `text`; Html stays as it is, a list is joined, and null, undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return Html.of(strings, values);
}

function write(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Html) return value.toString();
  return typeof value === "object" ? value.map(write).join("") : escapeText(String(value));
}

function escapeText(text: string): string {
  return text.toWellFormed().replace(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(/[&<>"'`]/g, (one) => ENTITIES[one] ?? "");
}

/** A link where the address leads to a page of ours or to the web, and otherwise the words alone. */
export function link(address: string, words: Value): Html {
  return leadsToWeb(address) ? html`<a href="${address}">${words}</a>` : html`${words}`;
}

function leadsToWeb(address: string): boolean {
  // A path of this site. `//host` and `/\host` would be somebody else's.
  if (/^\/(?![/\\])[^\s\\]*$/.test(address)) return true;
  // What an address hides before an @ is shown to nobody who follows it.
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && ["https:", "http:"].includes(url.protocol) && url.username === "" && url.password === "";
}
