import { embargoPolicyHistory } from "#contracts/cases";
import { wavePolicyHistory } from "#contracts/deployment";
import { policyReply } from "#contracts/partners";
import { membershipTerms } from "#contracts/scanning";
import { NoAnswer, type Ask } from "../ask.ts";
import { html, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { toPages } from "../paging.ts";
import { paragraphs } from "../words.ts";
import { describeEmbargo, describeSelection, describeWaves } from "./policy-versions.ts";

const VERSIONS_A_PAGE = 10;

interface Policy {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  /** Each version there ever was, the one in force first. */
  readonly list: (ask: Ask) => Promise<readonly Html[]>;
}

const POLICIES: readonly Policy[] = [
  {
    id: "partners",
    title: "How partners are chosen",
    words: "A new version is for later choices only. No release of a model ever waits for one.",
    list: async (ask) => {
      const { current, earlier } = await ask("/partners/policy", policyReply);
      return [current, ...earlier].map(describeSelection);
    },
  },
  {
    id: "embargo",
    title: "How long a flaw stays quiet",
    words: "An embargo gives a maintainer time to make a fix. It has an exact end. A case keeps the figures it began with.",
    list: async (ask) => {
      const { current, earlier } = await ask("/embargo-policy/versions", embargoPolicyHistory);
      return [current, ...earlier].map(describeEmbargo);
    },
  },
  {
    id: "waves",
    title: "In which order fixes go out",
    words: "Volunteers get a fix first, then those whose service must not fail, then the rest. If it fails with the first, the next wave is held. Where no version is in force, everybody is told at once.",
    list: async (ask) => {
      const { current, earlier } = await ask("/distribution/waves/policy", wavePolicyHistory);
      return [...(current === null ? [] : [current]), ...earlier].map(describeWaves);
    },
  },
];

/** Every policy as it is in force. */
export const policiesPage: SitePage = {
  path: "/policies",
  label: "Policies and their history",
  write: async ({ ask }) => {
    const sections: Html[] = [];
    for (const policy of POLICIES) sections.push(await showNewest(policy, ask));
    const membership = await ask("/membership/terms", membershipTerms);
    return {
      title: "Policies, with their whole history",
      lead: "Two people make each change together. A version is never altered afterwards, and its reason stands beside it.",
      main: html`
${sections}
<h2 id="maintainers">What maintainers may set</h2>
<p>The maintainer of a project sets how many reports come at once, and may change it at any time. What one project chose is between it and us.</p>
<h2 id="members">What a member of the clearinghouse signs</h2>
<p>Version ${membership.version}:</p>
<blockquote>${paragraphs(membership.text)}</blockquote>`,
    };
  },
};

async function showNewest({ id, title, words, list }: Policy, ask: Ask): Promise<Html> {
  const versions = await list(ask);
  return html`<h2 id="${id}">${title}</h2>
<p>${words}</p>
${versions[0] ?? html`<p>No version is in force.</p>`}
${versions.length > 1 && html`<p><a href="${ROOT}/policies/${id}">All ${versions.length} versions: ${title}</a></p>`}
`;
}

/** One policy in every version there ever was. */
export const policyPage: SitePage = {
  path: "/policies/:id",
  write: async ({ ask, id, query }) => {
    const policy = POLICIES.find((one) => one.id === id);
    if (!policy) throw new NoAnswer(404, "", null);
    const { shown, links } = toPages(await policy.list(ask), { path: `${ROOT}/policies/${id}`, query, size: VERSIONS_A_PAGE });
    return {
      title: policy.title,
      lead: policy.words,
      main: html`<h2>Every version, the newest first</h2>
${shown.length === 0 ? html`<p>There is none yet.</p>` : shown}
${links}
<p><a href="${ROOT}/policies">All policies</a></p>`,
    };
  },
};
