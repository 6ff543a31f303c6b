import { renderPage, show } from "./page.rules.ts";

/** A folder of logs; a name leads to its log. */
export function renderLogsPage({ folder, logs, toLog }: { readonly folder: string; readonly logs: readonly string[]; readonly toLog: (name: string) => string }): string {
  const list = logs.length === 0 ? "<p>No log is here yet.</p>" : `<ul>${logs.map((name) => `<li><a href="${show(toLog(name))}">${show(name)}</a></li>`).join("")}</ul>`;
  return renderPage({ title: "Logs", marking: null, body: `<h1>Logs</h1><p class="lead">${show(folder)}</p><section>${list}</section>` });
}

/** Why there is nothing to see. */
export const renderProblemPage = (title: string, message: string, back: string | null): string =>
  renderPage({ title, marking: null, body: `<h1>${show(title)}</h1><section><p>${show(message)}</p>${back === null ? "" : `<p><a href="${show(back)}">Back</a></p>`}</section>` });
