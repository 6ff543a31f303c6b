import type { Undertaking } from "#contracts/nondisclosure";

type Texts = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** The document and its signature on paper: one file without script, style or link to anything. */
export function printUndertaking(undertaking: Undertaking, texts: Texts): string {
  const { title, document, documentDigest, developerName, agencyName, capacity, evaluatorName, signature } = undertaking;
  const line = (key: string, value: string) => `<dt>${escapeHtml(texts(`engagement.nondisclosure-print.${key}`))}</dt><dd>${escapeHtml(value)}</dd>`;
  const signed = signature
    ? [line("name", signature.name), line("title", signature.title), line("signedAt", signature.signedAt), line("signatureDigest", signature.digest), line("salt", signature.salt), line("signer", signature.signerId)].join("\n")
    : `<dt>${escapeHtml(texts("engagement.nondisclosure-print.unsigned"))}</dt>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title></head>
<body>
<h1>${escapeHtml(title)}</h1>
<pre style="white-space: pre-wrap; overflow-wrap: anywhere">${escapeHtml(document)}</pre>
<dl>
${line("developer", developerName)}
${line("agency", agencyName)}
${line(capacity === "agency" ? "forAgency" : "evaluator", evaluatorName ?? agencyName)}
${line("documentDigest", documentDigest)}
${signed}
</dl>
<p>${escapeHtml(texts("engagement.nondisclosure-print.check"))}</p>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
