import type { InstanceFilter } from "./agency.query.ts";

const WORDS: { readonly [Name in Exclude<keyof InstanceFilter, "cveId">]-?: readonly NonNullable<InstanceFilter[Name]>[] } = {
  state: ["open", "fixed", "not_affected", "exception"],
  tier: ["3-days-forensic", "3-days", "14-days", "60-days", "on-upgrade"],
  environment: ["production", "test", "development", "cloud", "ot", "end-user", "unknown"],
  exposed: ["yes", "no", "unknown"],
  span: ["overdue", "this-week", "next-30-days", "later", "on-upgrade"],
  gone: ["yes"],
};
const CVE_ID = /^CVE-\d{4}-\d{4,19}$/;

/** The filters that an address or a form names. What is no word of ours is left out, so that a mistyped address still shows the list. */
export function toInstanceSearch(search: Readonly<Record<string, unknown>>): InstanceFilter {
  const chosen = Object.entries(WORDS).filter(([name, words]) => (words as readonly unknown[]).includes(search[name]));
  const cveId = typeof search["cveId"] === "string" ? search["cveId"].trim().toUpperCase() : "";
  return { ...Object.fromEntries(chosen.map(([name]) => [name, search[name]])), ...(CVE_ID.test(cveId) && { cveId }) };
}

/** What an exception is asked for, as the page of an instance leads to it. */
export function toExceptionSearch(search: Readonly<Record<string, unknown>>): Pick<InstanceFilter, "cveId" | "environment"> {
  const { cveId, environment } = toInstanceSearch(search);
  return { ...(cveId && { cveId }), ...(environment && { environment }) };
}
