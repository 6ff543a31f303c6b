import { html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { list } from "../words.ts";
import { SECTION_3B_II, SECTION_3C, SECTION_5C } from "./order.ts";

/** What taking part means and does not mean, for developers, operators and everybody who wants to know. */
export const participationPage: SitePage = {
  path: "/participation",
  label: "What taking part means",
  write: async () => ({
    title: "What taking part means, and what it does not mean",
    lead: "Taking part is voluntary, for developers of AI models and for everybody else. Whoever takes part can stop at any time.",
    main: html`
<h2>What it does not mean</h2>
<p>The order that this software follows says it in its own words:</p>
${SECTION_3C}
${list([
  html`<strong>Nobody is asked whether a model may come out.</strong> There is no such question in this software, so there is no answer to wait for. The developer alone decides whether and when to release.`,
  html`<strong>No seal or mark of quality.</strong> A model that was looked at is not declared safe. One that was not looked at is not declared unsafe.`,
  html`<strong>No duty.</strong> The Director of NSA may determine that a model is a “covered frontier model”. That is a statement about the model. It gives nobody access, and it asks nothing of its developer.`,
  html`<strong>No ranking.</strong> Nobody is listed or marked down for staying away or for leaving.`,
  html`<strong>Nothing installs itself.</strong> Hospitals, utilities and banks are never enrolled, scanned or patched without asking. They get a short plan, and they decide.`,
])}
<p>Nor can anybody go to court with it:</p>
${SECTION_5C}
<h2>What it means for a developer</h2>
${SECTION_3B_II}
${list([
  "You choose who gets access, to which model, and for which purposes. The software refuses any other use.",
  "Access lasts 30 days at most for a model, pauses included. It ends by itself, and earlier if you release to partners earlier. Nobody can make it longer.",
  "You see each use of what you shared: who, what, and when.",
  "You get receipts that you can check yourself, on a machine of your own.",
])}
<h2 id="withdraw">How to withdraw</h2>
${list([
  html`<strong>A developer</strong> presses “Withdraw” on the engagement’s page, or calls <code>POST /api/engagements/{id}/withdrawal</code>. It is one act, without a reason. Access ends within seconds. What was lent is given back, and nobody is told why.`,
  html`<strong>An operator</strong>, such as a hospital or a utility, presses “Leave”. Everything it gave is erased.`,
  html`<strong>A member of the clearinghouse</strong> leaves in one act. Its claims go back, and its keys stop working.`,
  html`<strong>A maintainer</strong> of a project may stop our mails with the link at the foot of each.`,
])}
<p>Leaving is held against nobody. It is counted only, and small counts are withheld.</p>
<h2>Who decides what</h2>
${list([
  "The developer engages, gives access, releases and withdraws.",
  "The Director of NSA alone determines whether a model is a covered frontier model.",
  "Developer and government choose early-access partners together.",
  "The clearinghouse coordinates how flaws are found and fixed. It gives orders to nobody.",
])}
<h2>Who runs this</h2>
<p>Breakwater is independent free software. It is not a government system, speaks for no agency, and carries no seal. Anybody may run it, read it and change it. <a href="${ROOT}/contact">How to reach whoever runs this installation</a>.</p>`,
  }),
};
