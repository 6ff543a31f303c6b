import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Advisory } from "./advisories.query.ts";

export const ADVISORY_WORDS: StatusWords<Advisory["state"]> = {
  published: { label: "advisories.state.published", tone: "info" },
  "fix-recalled": { label: "advisories.state.fix-recalled", tone: "urgent" },
  withdrawn: { label: "advisories.state.withdrawn", tone: "ended" },
  superseded: { label: "advisories.state.superseded", tone: "ended" },
};

export const KEY_WORDS: StatusWords<"in-force" | "rotated" | "compromised"> = {
  "in-force": { label: "advisories.key.in-force", tone: "good" },
  rotated: { label: "advisories.key.rotated", tone: "ended" },
  compromised: { label: "advisories.key.compromised", tone: "urgent" },
};

export const DOCUMENT_WORDS: Readonly<Record<Advisory["documents"][number]["kind"], MessageKey>> = {
  csaf: "advisories.document.csaf",
  "csaf-2.1": "advisories.document.csaf-2.1",
  "csaf-vex": "advisories.document.csaf-vex",
  openvex: "advisories.document.openvex",
  stix: "advisories.document.stix",
  osv: "advisories.document.osv",
  cve: "advisories.document.cve",
  "cve-hand-off": "advisories.document.cve-hand-off",
  "cve-rejection": "advisories.document.cve-rejection",
};

/** An address is made a link only when it leads to a web page: a published reference is still somebody's text. */
export function isWebAddress(url: string): boolean {
  if (!URL.canParse(url, "https://here.invalid")) return false;
  const { protocol } = new URL(url, "https://here.invalid");
  return protocol === "https:" || protocol === "http:";
}
