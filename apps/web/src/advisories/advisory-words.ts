import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Advisory } from "./advisories.query.ts";

export const ADVISORY_WORDS: StatusWords<Advisory["state"]> = {
  published: { label: "advisories.state.published", tone: "info" },
  "fix-recalled": { label: "advisories.state.fix-recalled", tone: "urgent" },
};

export const DOCUMENT_WORDS: Readonly<Record<Advisory["documents"][number]["kind"], MessageKey>> = {
  csaf: "advisories.document.csaf",
  osv: "advisories.document.osv",
  cve: "advisories.document.cve",
  "cve-hand-off": "advisories.document.cve-hand-off",
};

/** An address is made a link only when it leads to a web page: a published reference is still somebody's text. */
export function isWebAddress(url: string): boolean {
  if (!URL.canParse(url, "https://here.invalid")) return false;
  const { protocol } = new URL(url, "https://here.invalid");
  return protocol === "https:" || protocol === "http:";
}
