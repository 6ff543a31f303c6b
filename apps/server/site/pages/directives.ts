import { directiveList, type DirectiveHeading, type DirectiveKind, type DirectiveState } from "#contracts/directives";
import { html, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { toPages } from "../paging.ts";
import { day, table } from "../words.ts";

const DIRECTIVES_A_PAGE = 50;

export const KIND_WORDS: Readonly<Record<DirectiveKind, string>> = { "binding-operational": "Binding operational directive", emergency: "Emergency directive", guidance: "Guidance, which binds nobody" };
const STATE_WORDS: Readonly<Record<DirectiveState, string>> = { draft: "Draft", issued: "In force", superseded: "Replaced", revoked: "Taken back" };

/** Directives in force and of the past. */
export const directivesPage: SitePage = {
  path: "/directives",
  label: "Directives",
  write: async ({ ask, query }) => {
    const { directives } = await ask("/directives", directiveList);
    const { shown, links } = toPages(directives, { path: `${ROOT}/directives`, query, size: DIRECTIVES_A_PAGE });
    return {
      title: "Directives",
      lead: "What a civil authority told civilian agencies of the Federal Government to do for their own computers, and by when.",
      main: html`
<p>A directive binds federal civilian executive branch agencies, and nobody else. No company, State, hospital or utility owes anything under one.</p>
${shown.length === 0 ? html`<p>None is issued here yet.</p>` : table({
  caption: "Directives, the newest first",
  columns: ["Directive", "Kind", "State", "In effect from"],
  rows: shown.map((one) => [html`<a href="${ROOT}/directives/${one.id}">${one.number}: ${one.title}</a>${one.version > 1 && html` (version ${one.version})`}`, KIND_WORDS[one.kind], describeState(one), day(one.effectiveOn)]),
})}
${links}
<p><a href="/api/directives">The same as data</a> (JSON)</p>`,
    };
  },
};

export function describeState({ state, endedOn, supersededBy }: Pick<DirectiveHeading, "state" | "endedOn" | "supersededBy">): Html {
  return html`${STATE_WORDS[state]}${endedOn !== null && html` on ${day(endedOn)}`}${supersededBy !== null && html` by <a href="${ROOT}/directives/${supersededBy.id}">${supersededBy.number}${supersededBy.version > 1 && `, version ${supersededBy.version}`}</a>`}`;
}
