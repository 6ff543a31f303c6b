import { html, type Html } from "../html.ts";

/*
 * Words of Executive Order 14409, exactly as they were published (91 FR 34565). An ellipsis stands where words are left out.
 */

/** Section 3(c), whole: what nothing of this may become. */
export const SECTION_3C: Html = html`<blockquote>
<p>“Nothing in this section shall be construed to authorize the creation of a mandatory governmental licensing, preclearance, or permitting requirement for the development, publication, release, or distribution of new AI models, including frontier models.”</p>
<footer>Executive Order 14409, section 3(c), signed 2 June 2026</footer>
</blockquote>`;

/** Of section 5(c). */
export const SECTION_5C: Html = html`<blockquote>
<p>The order “does not … create any right or benefit, substantive or procedural, enforceable at law or in equity”.</p>
<footer>Executive Order 14409, section 5(c)</footer>
</blockquote>`;

/** Of section 3(b)(ii): the window. */
export const SECTION_3B_II: Html = html`<blockquote>
<p>Developers would be able to “provide the Federal Government with access to covered frontier models … for a period of up to 30 days before they plan to release such models to other trusted partners”, under “appropriate confidentiality, cybersecurity, insider-risk, and intellectual-property protection, use, and nondisclosure requirements”.</p>
<footer>Executive Order 14409, section 3(b)(ii)</footer>
</blockquote>`;
