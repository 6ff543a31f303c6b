import { expect, test } from "vitest";
import { XSS_CORPUS } from "../../../tests/security/xss-corpus.ts";
import { html, link } from "./html.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#96;": "`" };
const unescape = (text: string) => text.replaceAll(/&[a-z#0-9]+;/g, (entity) => ENTITIES[entity] ?? entity);

test("whatever somebody wrote stands on a page as they wrote it, and is never markup", () => {
  for (const text of XSS_CORPUS) {
    const written = html`${text}`.toString();
    expect(written).not.toMatch(/[<>"'`]/);
    expect(unescape(written)).toBe(text);
  }
});

test("markup of ours stays markup, lists are joined, and what is not there leaves nothing", () => {
  expect(html`<ul>${["a&b", "c"].map((item) => html`<li>${item}</li>`)}</ul>${null}${undefined}${false}${0}`.toString()).toBe("<ul><li>a&amp;b</li><li>c</li></ul>0");
});

test("an object that looks like our markup is none", () => {
  const forged = { toString: () => "<script>", map: (write: (value: string) => string) => [write("<script>")] };
  expect(html`${forged as never}`.toString()).not.toContain("<script>");
});

test("a text cannot turn, hide or move what stands beside it", () => {
  expect(html`${"a\u202eb\u0000c\u2066d\ud800"}`.toString()).toBe("a\\u202eb\\u0000c\\u2066d\ufffd");
});

test("a link leads to a page of ours or to the web, and to nothing else", () => {
  const isLink = (address: string) => link(address, "words").toString().startsWith("<a ");
  expect(["https://page.example/x?a=b", "http://127.0.0.1:8080/api", "/public/", "/api/feeds/x.json"].map(isLink)).toEqual([true, true, true, true]);
  expect(["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "//xss.example/", "/\\xss.example/", "https://harbour.example@xss.example/", "mailto:a@b.example", "ftp://x.example/", "words", ""].map(isLink)).toEqual(Array.from({ length: 11 }, () => false));
  for (const address of XSS_CORPUS) expect([address, link(address, "words").toString()]).toEqual([address, "words"]);
  expect(link('https://page.example/"onclick=x', "words").toString()).toBe('<a href="https://page.example/&quot;onclick=x">words</a>');
});
