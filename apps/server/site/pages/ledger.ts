import { checkpointReply, witnessList } from "#contracts/audit";
import { determinationCommitments } from "#contracts/determination";
import { html } from "../html.ts";
import type { SitePage } from "../page.ts";
import { code, day, facts, list } from "../words.ts";

const WITNESSED = { cosigned: "signed the newest head", unavailable: "could not be reached", refused: "did not sign", ahead: "has seen a newer head", disputed: "disputes the head", "false-answer": "gave a false answer" } as const;

/** The ledger's signed head, its keys, and how anybody checks it without trusting this house. */
export const ledgerPage: SitePage = {
  path: "/ledger",
  label: "The ledger, and how to check it",
  write: async ({ ask }) => {
    const { size, checkpoint, verifierKey, furtherKeys } = await ask("/ledger/checkpoint", checkpointReply);
    const { witnesses } = await ask("/ledger/witnesses", witnessList);
    const { standards, directorKeys } = await ask("/determination-commitments", determinationCommitments);
    return {
      title: "The ledger, and how to check it",
      lead: "Every act that matters is written to a list that can only grow. If somebody alters a line later, everybody who holds an older head can see it.",
      main: html`
<h2>The head</h2>
<p>${size} entries are in it. The head moves once an hour, so that nobody can tell when a single act was done.</p>
<pre tabindex="0" role="region" aria-label="Signed head">${checkpoint.trim()}</pre>
<p><a href="/api/tlog/checkpoint">The head as a file</a>. The log’s tiles are at <code>/api/tlog/tile/</code>, in the form of c2sp.org/tlog-tiles, for monitors.</p>
<h2>The keys</h2>
<p>${code(verifierKey)}</p>
${furtherKeys.length > 0 && html`<p>The log signs with a key of another kind too, which should outlast quantum computers. It is long: it stands in <a href="/api/ledger/checkpoint">the same as data</a>.</p>`}
<p>Get them by another way too, and compare. A key that comes from where the proof comes from proves nothing.</p>
<h2>Check it on a machine of your own</h2>
<p>Keep the keys in a file, one a line. Then, without a network:</p>
<pre tabindex="0" role="region" aria-label="Commands"><code>breakwater ledger verify receipt.json --key @ledger.key
breakwater ledger verify ledger.json --key @ledger.key --receipt receipt.json</code></pre>
<p>It says which entry stands where, and which signatures hold. If entries were altered, taken out or put in another order, it says so and ends with an error.</p>
<h2>Witnesses</h2>
<p>A witness is somebody else’s program. It remembers the newest head, and signs the next one only if that continues it. Anybody may run one: <code>breakwater ledger witness</code>.</p>
${witnesses.length === 0 ? html`<p>None is named yet.</p>` : list(witnesses.map(({ name, namedAt, pushed }) => html`${name}, named ${day(namedAt)}${pushed !== null && `; ${WITNESSED[pushed.outcome]}`}`))}
<h2>Standards that were fixed beforehand</h2>
<p>Before a model is measured, the measure is sealed. Its seal is public, so that nobody can change the measure afterwards. What the measure says stays secret.</p>
${standards.length === 0 ? html`<p>None yet.</p>` : standards.map(({ id, version, commitment, committedAt }) => facts([["Standard", `${id}, version ${version}`], ["Sealed", day(committedAt)], ["Seal", code(commitment)]]))}
${directorKeys.length > 0 && html`<h3>Keys of the Director</h3>${list(directorKeys.map(({ keyId, recordedAt }) => html`${code(keyId)}, since ${day(recordedAt)}`))}`}`,
    };
  },
};
