import { advisory, type AdvisoryView, type DocumentKind } from "#contracts/publication";
import { html, link, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { code, day, facts, list, minute, paragraphs, table } from "../words.ts";
import { STATE_WORDS } from "./advisories.ts";

const DOCUMENT_WORDS: Readonly<Record<DocumentKind, string>> = {
  csaf: "CSAF 2.0", "csaf-2.1": "CSAF 2.1", osv: "OSV", cve: "CVE record", "cve-hand-off": "CVE hand-off, for the CNA", "cve-rejection": "CVE rejection, for the CNA", openvex: "OpenVEX", "csaf-vex": "CSAF VEX", stix: "STIX 2.1",
};

/** One advisory: what is wrong, what to do, and its documents in each format. */
export const advisoryPage: SitePage = {
  path: "/advisories/:id",
  write: async ({ ask, id }) => {
    const one = await ask(`/advisories/${encodeURIComponent(id)}`, advisory);
    return {
      title: one.title,
      lead: `${one.trackingId}${one.cveId === null ? "" : ` · ${one.cveId}`} · ${one.product.vendor}: ${one.product.name}`,
      main: html`
${one.notice !== null && html`<p class="notice">${one.notice}</p>`}
${warn(one)}
<h2>What is wrong</h2>
${paragraphs(one.summary)}
${facts([
  ["Affected", one.affectedVersions],
  ["Fixed in", one.fixedVersion ?? "No version is known to be good."],
  ["Severity", one.severity ?? "not rated"],
  ["Kind of weakness", one.weakness === null ? "not said" : `${one.weakness.id}: ${one.weakness.name}`],
  ["State", STATE_WORDS[one.state]],
  ["Published", minute(one.publishedAt)],
  ["Last changed", html`${minute(one.revisedAt)}, as revision ${one.revision}`],
])}
<h2>What to do</h2>
${one.remediations.length === 0 ? html`<p>No remedy is known yet.</p>` : list(one.remediations.map(({ text, url, aiGenerated }) => html`${text}${url !== null && html` ${link(url, "More")}`}${aiGenerated && " (An AI wrote the fix; people tested it.)"}`))}
${one.patch !== null && html`<p>${link(one.patch.artefactUrl, "The patch")} and ${link(one.patch.signatureUrl, "its signature")}. SHA-256: ${code(one.patch.digest)}</p>`}
${one.statement !== null && html`<p>No patch went through this house. It stands on what ${one.statement.name} said: ${link(one.statement.url, one.statement.url)}</p>`}
<h2 id="documents">Documents</h2>
<p>The exact bytes that were signed. <a href="${ROOT}/feeds#keys">The keys to check them with</a>.</p>
${table({
  caption: "Documents of this advisory, in each format",
  columns: ["Format", "Signatures", "SHA-256"],
  rows: one.documents.map(({ kind, url, signatureUrl, openPgpUrl, sha256 }) => [link(url, DOCUMENT_WORDS[kind]), html`${link(signatureUrl, "Ed25519")}${openPgpUrl !== null && html` · ${link(openPgpUrl, "OpenPGP")}`}`, code(sha256)]),
})}
${listSources(one)}
<p><a href="${ROOT}/advisories">All advisories</a></p>`,
    };
  },
};

/** What somebody who acts on it has to know before all else. */
function warn({ state, ending }: AdvisoryView): Html {
  if (ending !== null) {
    const { kind, at, reason, supersededBy } = ending;
    return html`<p class="notice"><strong>${kind === "withdrawn" ? "This advisory was withdrawn." : "Another advisory takes its place."}</strong> ${day(at)}: ${reason}${supersededBy !== null && html` <a href="${ROOT}/advisories/${supersededBy.advisoryId}">${supersededBy.trackingId}</a>`}</p>`;
  }
  return state === "fix-recalled" ? html`<p class="notice"><strong>The fix was called back.</strong> The flaw is still there. Do not install that fix.</p>` : html``;
}

function listSources({ severities, references, credits, revisions }: AdvisoryView): Html {
  return html`${severities.length > 0 && html`<h2>How bad it is, and who says so</h2>${list(severities.map(({ role, name, rating, score, vector }) => html`${name} (${role}): ${rating}${score !== null && html`, ${score}`}${vector !== null && html`, ${code(vector)}`}`))}`}
${references.length > 0 && html`<h2>References</h2>${list(references.map(({ url, summary }) => link(url, summary)))}`}
${credits.length > 0 && html`<h2>Thanks to</h2>${list([...new Set(credits.map(({ name, role, aiGenerated, model }) => `${name}, ${role}${aiGenerated ? `, with AI${model === null ? "" : ` (${model})`}` : ""}`))])}`}
<h2>History</h2>
<ol>${revisions.map(({ at, summary }) => html`<li>${day(at)}: ${summary}</li>`)}</ol>`;
}
