import { complaintCounts, policyReply } from "#contracts/partners";
import { html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { day, table } from "../words.ts";

/** What is counted of early access, and how to complain. Nobody who takes part is named. */
export const earlyAccessPage: SitePage = {
  path: "/early-access",
  label: "Early access in figures",
  write: async ({ ask }) => {
    const complaints = await ask("/partners/complaints/counts", complaintCounts);
    const { current, earlier } = await ask("/partners/policy", policyReply);
    return {
      title: "Early access in figures",
      lead: "Developer and government choose together who uses a frontier model early, to defend what many depend on. Who was chosen is theirs to tell.",
      main: html`
<p>How many partners were chosen, by sector, and how many objections there were, stands in each <a href="${ROOT}/reports">transparency report</a>. By what they are chosen stands in the <a href="${ROOT}/criteria#partners">criteria</a>.</p>
${table({
  caption: "Complaints about a choice or about the criteria",
  columns: ["What", "Count"],
  rows: [["Received", inWords(complaints.received)], ["Answered", inWords(complaints.answered)], ["Closed", inWords(complaints.closed)]],
})}
<p>A small count is withheld, so that nobody is recognised in it.</p>
<p>The policy on how partners are chosen is in its version ${current.version}, from ${day(current.inForceAt)}. ${earlier.length === 0 ? "It was never changed." : html`It was changed ${earlier.length === 1 ? "once" : `${earlier.length} times`}.`} <a href="${ROOT}/policies/partners">Every version, with its reason</a></p>
<h2>How to complain</h2>
<p>Anybody may complain, without an account: on <a href="/criteria">the app’s page of criteria</a>, or by <code>POST /api/partners/complaints</code>. Whoever chose does not handle the complaint.</p>
<h2>What being chosen does not mean</h2>
<p>Being chosen or not says nothing about anybody’s products. Places cannot be bought.</p>`,
    };
  },
};

function inWords(count: number | null): string {
  return count === null ? "withheld" : String(count);
}
