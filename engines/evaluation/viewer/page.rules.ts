import { escapeControls } from "../hostile-text.rules.ts";
import { escapeHtml } from "../reports/html.rules.ts";

/** Its digest stands in the pages' policy: no other style has an effect. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--ink:#1b1b1b;--dim:#565c65;--line:#c6cace;--page:#f7f7f8;--sheet:#fff;--link:#005ea2;--good:#216e1f;--attention:#73510d;--urgent:#b50909;--model:#2e5fa3;--tool:#54278f;--code:#f0f1f3}
@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--dim:#a9aeb1;--line:#565c65;--page:#161719;--sheet:#1f2124;--link:#8cc0f0;--good:#7ac97a;--attention:#e0b15c;--urgent:#ff8d7b;--model:#8fb8f0;--tool:#c3a3ee;--code:#2a2d31}}
*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
a{color:var(--link)}a:focus-visible,summary:focus-visible,pre:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.marking{margin:0;padding:.25rem 1rem;text-align:center;font-weight:700;background:var(--ink);color:var(--sheet);overflow-wrap:anywhere}
main{max-width:72rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem;line-height:1.2;margin:.5rem 0;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:0 0 .75rem}h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
.lead{color:var(--dim);margin:0 0 1rem;overflow-wrap:anywhere}section,.event{background:var(--sheet);border:1px solid var(--line);border-radius:.25rem;padding:1rem;margin:0 0 1rem}
.state{display:inline-block;padding:.05rem .5rem;border:2px solid currentcolor;border-radius:1rem;font-weight:700;font-size:.875rem}
.good{color:var(--good)}.attention{color:var(--attention)}.urgent{color:var(--urgent)}.quiet{color:var(--dim)}
progress{width:100%;height:1rem;accent-color:var(--link)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(13rem,100%),1fr));gap:.5rem 1.5rem;margin:0}dl div{min-width:0}dt{color:var(--dim);font-size:.875rem}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
form,.pages{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:0 0 1rem}label{font-size:.875rem;color:var(--dim)}form label{min-width:0;max-width:100%}select,button{display:block;font:inherit;min-height:2.75rem;padding:.25rem .75rem;color:var(--ink);background:var(--sheet);border:1px solid var(--dim);border-radius:.25rem;max-width:100%}
.pages{align-items:center;margin:1rem 0}.pages a{display:inline-block;padding:.5rem 0}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--dim);padding:0 0 .5rem}th,td{border-bottom:1px solid var(--line);padding:.4rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{font-size:.875rem}tbody th{font-weight:400;font-size:1rem;min-width:9rem}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.event{border-left-width:.4rem;padding:.75rem 1rem}.event header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;justify-content:space-between;margin:0 0 .5rem}.event.good{border-left-color:var(--good)}.event.attention{border-left-color:var(--attention)}.event.urgent{border-left-color:var(--urgent)}.event.model{border-left-color:var(--model)}.event.tool{border-left-color:var(--tool)}
.event,.event dl,.event pre{color:var(--ink)}.place{color:var(--dim);font-size:.875rem}.proof{color:var(--dim);font-size:.8rem;margin:.5rem 0 0;overflow-wrap:anywhere}.withheld{border:1px dashed var(--attention);padding:.4rem .75rem;margin:.5rem 0 0}
h4{font-size:.875rem;color:var(--dim);margin:.75rem 0 .25rem;overflow-wrap:anywhere}pre{margin:0;padding:.6rem .75rem;background:var(--code);white-space:pre-wrap;overflow-wrap:anywhere;font:.875rem/1.45 ui-monospace,monospace;max-height:32rem;overflow-y:auto}code{font-family:ui-monospace,monospace}summary{cursor:pointer;padding:.25rem 0}
.stages{list-style:none;margin:.5rem 0 0;padding:0}.stages li{padding:.25rem 0;overflow-wrap:anywhere}
@media (max-width:44rem){main{padding:.5rem}dl{grid-template-columns:repeat(auto-fill,minmax(min(9rem,100%),1fr))}caption{display:block;white-space:nowrap}table,tbody,tr,td,tbody th{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}tr{border-bottom:2px solid var(--line);padding:.5rem 0}td,tbody th{border:0;padding:.1rem 0}td.n{text-align:left;white-space:normal}td[data-label]::before{content:attr(data-label) ": ";color:var(--dim)}}
@media print{body{background:none}section,.event{break-inside:avoid}form,.pages,.follow{display:none}pre{max-height:none}}`;

/** A stranger's text in a page: nothing of it is markup, and what would not be seen stands as an escape. */
export const show = (text: string): string => escapeHtml(escapeControls(text));

/** Where the parts of a page lead; null in a page that is kept as a file. */
export interface Links {
  toRun(query: Readonly<Record<string, string>>): string;
  toSample(sample: string, query: Readonly<Record<string, string>>): string;
  /** Of a folder of logs. */
  readonly toLogs: string | null;
}

export const toQuery = (fields: Readonly<Record<string, string>>): string => {
  const query = Object.entries(fields).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`).join("&");
  return query === "" ? "" : `?${query}`;
};

export function renderPage({ title, marking, body }: { readonly title: string; readonly marking: string | null; readonly body: string }): string {
  const banner = (element: "header" | "footer"): string => (marking === null || marking === "" ? "" : `<${element}><p class="marking">${show(marking)}</p></${element}>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'">
<title>${show(title)}</title><style>${PAGE_STYLE}</style></head><body>
${banner("header")}<main>
${body}
</main>${banner("footer")}</body></html>
`;
}

/** Facts without a text are left out. */
export function renderFacts(facts: readonly (readonly [term: string, text: string | null])[]): string {
  const shown = facts.flatMap(([term, text]) => (text === null || text === "" ? [] : [`<div><dt>${show(term)}</dt><dd>${show(text)}</dd></div>`]));
  return shown.length === 0 ? "" : `<dl>${shown.join("")}</dl>`;
}

export const formatNumber = (value: number): string => value.toLocaleString("en-GB");
export const formatDollars = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(microUsd < 1e6 ? 4 : 2)}`;
export const formatSeconds = (seconds: number): string => (seconds < 90 ? `${Number(seconds.toFixed(1))} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`);
/** As it stands in the log, without what nobody reads. */
export const formatInstant = (at: string): string => at.replace("T", " ").replace(/\.\d+/, "").replace(/(?:\+00:00|Z)$/, " UTC");
