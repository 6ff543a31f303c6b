import { advisoryList, type AdvisoryState, type AdvisorySummary } from "#contracts/publication";
import { html, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { toPages } from "../paging.ts";
import { day, table } from "../words.ts";

const ADVISORIES_A_PAGE = 25;
/** What the API lists at most; older ones are in the feeds. */
const MOST_LISTED = 500;

export const STATE_WORDS: Readonly<Record<AdvisoryState, string>> = { published: "Published", "fix-recalled": "Fix called back", withdrawn: "Withdrawn", superseded: "Replaced by another" };

/** Published advisories, the newest first, with a search by CVE id, maker, product or title. */
export const advisoriesPage: SitePage = {
  path: "/advisories",
  label: "Advisories",
  write: async ({ ask, query }) => {
    const wanted = (query.get("q") ?? "").trim().slice(0, 200);
    const { advisories } = await ask("/advisories", advisoryList);
    const found = advisories.filter((one) => isAbout(one, wanted));
    const { shown, links } = toPages(found, { path: `${ROOT}/advisories`, query, size: ADVISORIES_A_PAGE });
    return {
      title: "Advisories",
      lead: "Flaws in software that are public now, and what to do about each. Every file is signed.",
      main: html`
<search><form method="get" action="${ROOT}/advisories">
<p><label for="q">Find by CVE number, maker or product</label>
<input type="search" id="q" name="q" value="${wanted}" maxlength="200">
<button type="submit">Find</button></p>
</form></search>
${wanted !== "" && html`<p role="status">Found for “${wanted}”: <strong>${found.length}</strong>. <a href="${ROOT}/advisories">Show all</a></p>`}
${shown.length === 0 ? html`<p>${wanted === "" ? "There is none yet." : "None is about that. A shorter word may find more."}</p>` : tabulate(shown)}
${links}
${advisories.length >= MOST_LISTED && html`<p>These are the newest ${MOST_LISTED}. Older ones are in the <a href="${ROOT}/feeds">feeds</a>.</p>`}
<p><a href="${ROOT}/feeds">Feeds for machines and feed readers</a></p>`,
    };
  },
};

/** Every word that was asked for stands in it somewhere, in whatever case. */
function isAbout({ trackingId, cveId, title, product }: AdvisorySummary, wanted: string): boolean {
  const text = [trackingId, cveId ?? "", title, product.vendor, product.name].join(" ").toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function tabulate(advisories: readonly AdvisorySummary[]): Html {
  return table({
    caption: "Advisories, the newest first",
    columns: ["Advisory", "Product", "Severity", "Fixed in", "State", "Published"],
    rows: advisories.map(({ id, trackingId, cveId, title, product, severity, fixedVersion, state, publishedAt }) => [
      html`<a href="${ROOT}/advisories/${id}">${title}</a><br><small>${trackingId}${cveId !== null && html` · ${cveId}`}</small>`,
      `${product.vendor}: ${product.name}`,
      severity ?? "not rated",
      fixedVersion ?? "no version yet",
      STATE_WORDS[state],
      day(publishedAt),
    ]),
  });
}
