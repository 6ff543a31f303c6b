import type { Plan, PlanStep } from "#contracts/distribution";
import type { Texts } from "./plan.rules.ts";

/** The plan on paper: one file without script, style or link to anything, so that it reads the same from any printer. */
export function printHtml(plan: Plan, texts: Texts): string {
  const heading = escapeHtml(texts("distribution.print.title"));
  const body = plan.steps.map((step, index) => stepHtml(step, index + 1, texts)).join("\n");
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${heading}</title></head>
<body>
<h1>${heading}</h1>
<p>${escapeHtml(texts("distribution.print.date", { date: plan.asOf.slice(0, 10) }))}</p>
${plan.note === null ? "" : `<p>${escapeHtml(plan.note)}</p>`}
${body}
<p>${escapeHtml(texts("distribution.print.more", { count: plan.waiting }))}</p>
</body>
</html>
`;
}

function stepHtml(step: PlanStep, number: number, texts: Texts): string {
  const items = (lines: readonly string[]) => lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("");
  return `<h2>${number}. ${escapeHtml(step.title)}</h2>
${number === 1 ? `<p><strong>${escapeHtml(texts("distribution.print.first"))}</strong></p>` : ""}
<p>${escapeHtml(step.why)}</p>
<ol>${items(step.how)}</ol>
<p>${escapeHtml(step.due)} ${escapeHtml(step.guidanceNote)}</p>
<p>${escapeHtml(step.whomToCall)}</p>
<h3>${escapeHtml(texts("distribution.print.assets"))}</h3>
<ul>${items(assetLines(step))}</ul>
<p>${escapeHtml(texts("distribution.print.done"))}</p>`;
}

/** The same as plain text, for a mail, a telephone or a screen that shows nothing else. */
export function printText(plan: Plan, texts: Texts): string {
  const blocks = plan.steps.map((step, index) =>
    [
      `${index + 1}. ${step.title}`,
      ...(index === 0 ? [texts("distribution.print.first")] : []),
      step.why,
      ...step.how.map((line) => `   - ${line}`),
      `${step.due} ${step.guidanceNote}`,
      step.whomToCall,
      texts("distribution.print.assets"),
      ...assetLines(step).map((line) => `   * ${line}`),
      texts("distribution.print.done"),
    ].join("\n"),
  );
  const head = [texts("distribution.print.title"), texts("distribution.print.date", { date: plan.asOf.slice(0, 10) }), ...(plan.note === null ? [] : [plan.note])].join("\n");
  return `${[head, ...blocks, texts("distribution.print.more", { count: plan.waiting })].join("\n\n")}\n`;
}

function assetLines(step: PlanStep): readonly string[] {
  return step.assets.map(({ name, version, location, place, question }) =>
    [[name, version, location].filter((part) => part !== null).join(", "), `(${place})`, question].filter((part) => part !== null).join(" "));
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** What an operator's file holds is hostile wherever it is shown. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
