import type { Texts, WrittenStep } from "./plan.types.ts";

/** What is printed, mailed or put into a calendar of a step; it may hold more. */
export interface ShownStep extends Pick<WrittenStep, "title" | "why" | "care" | "how" | "dueBy" | "due" | "guidanceNote" | "whomToCall"> {
  readonly id: string;
  readonly windows: readonly { readonly from: string; readonly to: string; readonly says: string }[];
  readonly advisories: readonly { readonly trackingId: string; readonly url: string | null }[];
  readonly assets: readonly { readonly name: string; readonly version: string | null; readonly fixedVersion: string | null; readonly location: string | null; readonly place: string; readonly question: string | null }[];
}

export interface ShownPlan {
  readonly asOf: string;
  readonly note: string | null;
  /** The first is to be done first. */
  readonly steps: readonly ShownStep[];
  /** Put off to a later day, and no place among the steps; only their titles are printed. */
  readonly putOff?: readonly Pick<ShownStep, "title">[];
  readonly waiting: number;
}

// On paper: what was read of a long list stays on the one page.
const MOST_ASSETS_PRINTED = 12;
const MOST_LINKS_PRINTED = 3;
/** Large type, one column, a rule between the steps; whoever shows it without styles still gets all of it. */
const STYLE = "body{font:14pt/1.4 sans-serif;max-width:45em;margin:1.5em auto;padding:0 1em}h1{font-size:22pt}h2{font-size:17pt;border-top:2px solid;padding-top:.5em}li{margin:.2em 0}.tick{list-style:none;margin-left:-1.2em}h2,h3{break-after:avoid}section{break-inside:avoid}@page{margin:15mm}";

/** The plan on paper: one file without script and with nothing to load, so that it reads the same from any printer. */
export function printHtml(plan: ShownPlan, texts: Texts): string {
  const heading = escapeHtml(texts("plan.print.title"));
  const body = plan.steps.map((step, index) => stepHtml(step, index + 1, texts)).join("\n");
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${heading}</title><style>${STYLE}</style></head>
<body>
<h1>${heading}</h1>
<p>${escapeHtml(texts("plan.print.date", { date: plan.asOf.slice(0, 10) }))}</p>
${plan.note === null ? "" : `<p>${escapeHtml(plan.note)}</p>`}
${body}
${putOffHtml(plan, texts)}<p>${escapeHtml(texts("plan.print.more", { count: plan.waiting }))}</p>
</body>
</html>
`;
}

function putOffHtml({ putOff = [] }: ShownPlan, texts: Texts): string {
  return putOff.length === 0 ? "" : `<section>\n<h2>${escapeHtml(texts("plan.print.put-off"))}</h2>\n<ul>${putOff.map(({ title }) => `<li class="tick">☐ ${escapeHtml(title)}</li>`).join("")}</ul>\n</section>\n`;
}

function stepHtml(step: ShownStep, number: number, texts: Texts): string {
  const items = (lines: readonly string[], attribute = "") => lines.map((line) => `<li${attribute}>${escapeHtml(line)}</li>`).join("");
  const care = step.care.length === 0 ? "" : `<p><strong>${escapeHtml(texts("plan.print.care"))}</strong></p>\n<ul>${items(step.care)}</ul>\n`;
  const links = linkLines(step);
  return `<section>
<h2>${number}. ${escapeHtml(step.title)}</h2>
${number === 1 ? `<p><strong>${escapeHtml(texts("plan.print.first"))}</strong></p>\n` : ""}<p>${escapeHtml(step.why)}</p>
${care}<ol>${items(step.how.map((line) => `☐ ${line}`))}</ol>
<p><strong>${escapeHtml(step.due)}</strong> ${escapeHtml(step.guidanceNote)}</p>
<p>${escapeHtml(step.whomToCall)}</p>
<h3>${escapeHtml(texts("plan.print.assets"))}</h3>
<ul>${items(assetLines(step).map((line) => `☐ ${line}`), ' class="tick"')}</ul>
${links.length === 0 ? "" : `<p>${escapeHtml(texts("plan.print.read-more"))} ${escapeHtml(links.join(" · "))}</p>\n`}<p>${escapeHtml(texts("plan.print.done"))}</p>
</section>`;
}

/** The same as plain text, for a mail, a telephone or a screen that shows nothing else. */
export function printText(plan: ShownPlan, texts: Texts): string {
  const blocks = plan.steps.map((step, index) =>
    [
      `${index + 1}. ${step.title}`,
      ...(index === 0 ? [texts("plan.print.first")] : []),
      step.why,
      ...(step.care.length === 0 ? [] : [texts("plan.print.care"), ...step.care.map((line) => `   ! ${line}`)]),
      ...step.how.map((line) => `   [ ] ${line}`),
      `${step.due} ${step.guidanceNote}`,
      step.whomToCall,
      texts("plan.print.assets"),
      ...assetLines(step).map((line) => `   [ ] ${line}`),
      ...(linkLines(step).length === 0 ? [] : [texts("plan.print.read-more"), ...linkLines(step).map((line) => `   ${line}`)]),
      texts("plan.print.done"),
    ].join("\n"),
  );
  const head = [texts("plan.print.title"), texts("plan.print.date", { date: plan.asOf.slice(0, 10) }), ...(plan.note === null ? [] : [plan.note])].join("\n");
  const putOff = plan.putOff ?? [];
  const later = putOff.length === 0 ? [] : [[texts("plan.print.put-off"), ...putOff.map(({ title }) => `   [ ] ${title}`)].join("\n")];
  return `${[head, ...blocks, ...later, texts("plan.print.more", { count: plan.waiting })].join("\n\n")}\n`;
}

function assetLines({ assets }: ShownStep): readonly string[] {
  const needsOwn = new Set(assets.map(({ fixedVersion }) => fixedVersion)).size > 1;
  const lines = assets.slice(0, MOST_ASSETS_PRINTED).map(({ name, version, fixedVersion, location, place, question }) => {
    const to = needsOwn && fixedVersion !== null ? `→ ${fixedVersion}` : null;
    return [[name, version, location].filter((part) => part !== null).join(", "), to, `(${place})`, question].filter((part) => part !== null).join(" ");
  });
  return assets.length > MOST_ASSETS_PRINTED ? [...lines, `+ ${assets.length - MOST_ASSETS_PRINTED}`] : lines;
}

function linkLines({ advisories }: ShownStep): readonly string[] {
  return advisories.slice(0, MOST_LINKS_PRINTED).map(({ trackingId, url }) => (url === null ? trackingId : `${trackingId}: ${url}`));
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** What an operator's file or a stranger's advisory holds is hostile wherever it is shown. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
