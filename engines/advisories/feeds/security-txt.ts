import type { Instant } from "../advisories.types.ts";

export interface SecurityContact {
  /** Addresses to report to, the preferred one first: `https:` or `mailto:`. */
  readonly contacts: readonly string[];
  /** Address of the file itself. */
  readonly canonical: string;
  /** Addresses of `provider-metadata.json`, the well-known one first (CSAF 2.1 section 7.1.8). */
  readonly csaf: readonly string[];
  /** Less than a year from now (RFC 9116 section 2.5.5). */
  readonly expires: Instant;
}

/** `security.txt` (RFC 9116), with the field `CSAF` that leads to the advisories. */
export function securityTxt({ contacts, canonical, csaf, expires }: SecurityContact): string {
  const fields = [
    ...contacts.map((contact) => ["Contact", contact]),
    ["Expires", expires],
    ["Preferred-Languages", "en"],
    ["Canonical", canonical],
    ...csaf.map((url) => ["CSAF", url]),
  ];
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
}
