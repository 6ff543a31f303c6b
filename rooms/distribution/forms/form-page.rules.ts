import type { Plan, PlanStep, StepAction } from "#contracts/distribution";
import type { Texts } from "../plan.rules.ts";

/** The order in which a form offers what may be said of a step. */
const OFFERED: readonly StepAction[] = ["apply", "acknowledge", "schedule", "defer", "not-affected", "fail", "roll-back", "confirm"];

/** Why something is not affected, as the letters of a mail and the choices of a form name it. */
export const JUSTIFICATIONS = {
  A: "component_not_present",
  B: "vulnerable_code_not_present",
  C: "vulnerable_code_not_in_execute_path",
  D: "vulnerable_code_cannot_be_controlled_by_adversary",
  E: "inline_mitigations_already_exist",
} as const;

/** The plan and its answers as one page for any browser: no script, no style, nothing that is fetched. */
export function formHtml({ plan, said, texts }: { readonly plan: Plan; readonly said: readonly string[]; readonly texts: Texts }): string {
  const answers = said.length === 0 ? "" : `<div role="status"><h2>${escapeHtml(texts("distribution.form.said"))}</h2><ul>${said.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul></div>`;
  const steps = plan.steps.map((step, index) => stepHtml(step, index + 1, texts)).join("\n");
  const putOff = plan.putOff.map((step, index) => stepHtml(step, plan.steps.length + index + 1, texts)).join("\n");
  const last = buttonHtml("stop", texts("distribution.form.stop"));
  return pageHtml(texts("plan.print.title"), `${answers}
${plan.note === null ? "" : `<p>${escapeHtml(plan.note)}</p>`}
${steps}
${putOff === "" ? "" : `<p>${escapeHtml(texts("plan.print.put-off"))}</p>\n${putOff}`}
<p>${escapeHtml(texts("plan.print.more", { count: plan.waiting }))}</p>
${last}
<p>${escapeHtml(texts("distribution.form.end"))}</p>
${buttonHtml("end-links", texts("distribution.form.end-button"))}`);
}

function stepHtml(step: PlanStep, number: number, texts: Texts): string {
  const offered = OFFERED.filter((action) => step.may.includes(action));
  const id = (name: string) => `s${number}-${name}`;
  const field = (name: string, type: string) => `<p><label for="${id(name)}">${escapeHtml(texts(`distribution.form.${name}`))}</label><br><input id="${id(name)}" name="${name}" type="${type}"></p>`;
  const text = (name: string) => `<p><label for="${id(name)}">${escapeHtml(texts(`distribution.form.${name}`))}</label><br><textarea id="${id(name)}" name="${name}" rows="2" cols="40" maxlength="1000"></textarea></p>`;
  const has = (...actions: StepAction[]) => actions.some((action) => offered.includes(action));
  return `<section>
<h2>${number}. ${escapeHtml(step.title)}</h2>
${number === 1 ? `<p><strong>${escapeHtml(texts("plan.print.first"))}</strong></p>` : ""}
<p>${escapeHtml(step.why)}</p>
<ol>${step.how.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ol>
<p>${escapeHtml(step.due)} ${escapeHtml(step.guidanceNote)}</p>
<p>${escapeHtml(step.whomToCall)}</p>
<p>${escapeHtml(texts("plan.print.assets"))}</p>
<ul>${step.assets.map(({ name, version, location, state }) => `<li>${escapeHtml([name, version, location].filter((part) => part !== null).join(", "))}: ${escapeHtml(texts(`distribution.state.${state}`))}</li>`).join("")}</ul>
${offered.length === 0 ? "" : `<form method="post">
<input type="hidden" name="step" value="${escapeHtml(step.id)}">
<fieldset><legend>${escapeHtml(texts("distribution.form.question", { number }))}</legend>
${offered.map((action) => `<p><input type="radio" id="${id(action)}" name="answer" value="${action}" required> <label for="${id(action)}">${escapeHtml(texts(`distribution.form.${action}`))}</label></p>`).join("\n")}
</fieldset>
${has("schedule") ? field("on", "date") : ""}
${has("defer", "fail", "not-affected") ? text("reason") : ""}
${has("defer") ? text("meanwhile") + field("review", "date") : ""}
${has("not-affected") ? `<p><label for="${id("because")}">${escapeHtml(texts("distribution.form.because"))}</label><br><select id="${id("because")}" name="because"><option value=""></option>${Object.entries(JUSTIFICATIONS).map(([letter, value]) => `<option value="${value}">${escapeHtml(texts(`distribution.justification.${letter}`))}</option>`).join("")}</select></p>` : ""}
<p><button type="submit">${escapeHtml(texts("distribution.form.send"))}</button></p>
</form>`}
</section>`;
}

/** Asks before it stops anything, or says that it did. */
export function stopHtml(isStopped: boolean, texts: Texts): string {
  return pageHtml(texts("distribution.stop.title"), isStopped ? `<p role="status">${escapeHtml(texts("distribution.stop.done"))}</p>` : `<p>${escapeHtml(texts("distribution.stop.ask"))}</p>\n${buttonHtml("stop", texts("distribution.form.stop"))}`);
}

/** Asks before it erases anything, or says that it did. */
export function leaveHtml(hasLeft: boolean, texts: Texts): string {
  return pageHtml(texts("distribution.leave.title"), hasLeft ? `<p role="status">${escapeHtml(texts("distribution.leave.done"))}</p>` : `<p>${escapeHtml(texts("distribution.leave.ask"))}</p>\n${buttonHtml("leave", texts("distribution.leave.button"))}`);
}

/** A refusal, where there is no page to say it on. */
export function refusalHtml(message: string, texts: Texts): string {
  return pageHtml(texts("distribution.form.not-open"), `<p role="alert">${escapeHtml(message)}</p>`);
}

function buttonHtml(value: string, label: string): string {
  return `<form method="post"><input type="hidden" name="answer" value="${value}"><p><button type="submit">${escapeHtml(label)}</button></p></form>`;
}

function pageHtml(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title></head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** What an operator's file and its answers hold is hostile wherever it is shown. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
