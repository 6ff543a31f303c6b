import { documentSigningKey, listedProviders, openPgpKeys } from "#contracts/publication";
import { webhookSigningKey } from "#contracts/webhooks";
import { html, link } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { code, day, facts, list, table } from "../words.ts";

/** Every feed of this site, what it is for, and the keys to check it with. */
export const feedsPage: SitePage = {
  path: "/feeds",
  label: "Feeds for machines",
  write: async ({ ask }) => {
    const documents = await ask("/feeds/signing-key", documentSigningKey);
    const { keys } = await ask("/feeds/openpgp-keys", openPgpKeys);
    const webhooks = await ask("/webhooks/signing-key", webhookSigningKey);
    const { providers } = await ask("/feeds/providers", listedProviders);
    return {
      title: "Feeds for machines and feed readers",
      lead: "Take what you need. All of it is free, without an account.",
      main: html`
${table({
  caption: "Feeds, and what each is good for",
  columns: ["Feed", "Where", "Good for"],
  rows: [
    ["News", html`<a href="/api/feeds/news/advisories.atom">Atom</a> · <a href="/api/feeds/news/advisories.rss">RSS</a>`, "People with a feed reader"],
    ["CSAF 2.0 and 2.1", html`<a href="/.well-known/csaf/provider-metadata.json">Who publishes</a> · <a href="/api/feeds/csaf/white/">Documents</a> · <a href="/api/feeds/csaf/white/changes.csv">Changes</a>`, "Tools that match advisories with what you own"],
    ["OSV", html`<a href="/api/feeds/osv/modified_id.csv">What changed</a> · <a href="/api/feeds/osv/all.zip">All in one file</a> · <code>POST /v1/query</code>`, "Scanners of packages, in the form of osv.dev"],
    ["TAXII 2.1", html`<a href="/taxii2/">Discovery</a>`, "Threat intelligence platforms, as STIX 2.1"],
    ["Taskings of the order", html`<a href="/api/obligations.ics">iCal</a> · <a href="/api/obligations.rss">RSS</a> · <a href="/api/obligations">JSON</a>`, "Journalists, inspectors and your calendar"],
    ["Every public file", html`<a href="/api/feeds/files">List</a>`, "Making a whole copy of this site"],
    ["The API", html`<a href="/api/openapi.json">OpenAPI 3.1</a>`, "Programs of your own"],
  ],
})}
<h2>Webhooks</h2>
<p>An organisation with an account can have us tell its own system. When an advisory is published, changed or withdrawn, we send a signed message, as Standard Webhooks 1.0 says. We try ten times over three days. It is set up on <a href="/webhooks">a page of the app</a>, or by <code>breakwater webhook add</code>.</p>
<h2 id="keys">Keys to check our signatures with</h2>
<p>A key that comes from where the file comes from proves little. Get it by another way too, and compare.</p>
${facts([
  ["Documents (Ed25519)", html`${code(documents.keyId)}<pre>${documents.publicKeyPem.trim()}</pre>`],
  ["Webhooks (Ed25519)", code(webhooks.publicKey)],
  ...keys.map(({ fingerprint, url, validFrom, expiresAt, endedAt }) => ["CSAF documents (OpenPGP)", html`${link(url, code(fingerprint))}, from ${day(validFrom)} to ${day(endedAt ?? expiresAt)}`] as const),
])}
<p>Patches have <a href="/api/patch-signing-keys">keys of their own</a>. So has the <a href="${ROOT}/ledger">ledger</a>.</p>
<h2>Other publishers we list</h2>
${providers.length === 0 ? html`<p>None yet.</p>` : list(providers.map(({ url, name, role }) => html`${link(url, name)} (${role})`))}`,
    };
  },
};
