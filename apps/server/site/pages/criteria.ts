import { invitationCriteria } from "#contracts/invitations";
import { criteriaReply } from "#contracts/partners";
import { html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { code } from "../words.ts";

/** By what partners are chosen and developers invited: one text for all. */
export const criteriaPage: SitePage = {
  path: "/criteria",
  label: "Criteria",
  write: async ({ ask }) => {
    const partners = await ask("/partners/criteria", criteriaReply);
    const invitations = await ask("/invitations/criteria", invitationCriteria);
    return {
      title: "By what partners are chosen and developers invited",
      lead: "These texts are the same for all. There are no other criteria.",
      main: html`
<h2 id="partners">Early-access partners</h2>
<p>Some organisations use a frontier model before others do, to defend what many depend on.</p>
<ol>${partners.criteria.map(({ text }) => html`<li>${text}</li>`)}</ol>
<p>${partners.statement}</p>
<p>Version ${partners.version}. <a href="${ROOT}/policies#partners">Every version, with its reason</a></p>
<h2 id="invitations">Invitations to developers</h2>
<ol>${invitations.criteria.map((text) => html`<li>${text}</li>`)}</ol>
<p>${invitations.statement}</p>
<p>Version ${invitations.version}. SHA-256 of the text: ${code(invitations.digest)}</p>`,
    };
  },
};
