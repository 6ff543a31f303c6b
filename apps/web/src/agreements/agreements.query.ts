import type { Role } from "#contracts/access";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Person, Reply } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type Agreement = Reply<"GET /agreements/{id}">;
export type Scope = Agreement["scopes"][number];

export const AGREEMENT_READERS: readonly Role[] = ["developer-release-lead", "developer-security-lead", "partner-selection-officer"];

/** A security lead reads; whoever speaks for the house acts. */
export function maySpeak(person: Person): boolean {
  return person.roles.includes("developer-release-lead") || person.roles.includes("partner-selection-officer");
}

// The other parties move it too; each sees their steps without loading the page again.
const LIVE_MS = 3_000;

export const agreementsQuery = queryOptions({ queryKey: ["agreements"], queryFn: () => api.call("GET /agreements") });
export const publishedAgreementsQuery = queryOptions({ queryKey: ["agreements", "published"], queryFn: () => api.call("GET /agreements/published") });
export const agreementQuery = (id: string) =>
  queryOptions({ queryKey: ["agreements", id], queryFn: () => api.call("GET /agreements/{id}", { params: { id } }), refetchInterval: ({ state }) => (state.data && state.data.state !== "ended" ? LIVE_MS : false) });
export const linkedAgreementsQuery = (engagementId: string) =>
  queryOptions({ queryKey: ["engagements", engagementId, "agreements"], queryFn: () => api.call("GET /engagements/{id}/agreements", { params: { id: engagementId } }) });

export const AGREEMENT_STATES: StatusWords<Agreement["state"]> = {
  "awaiting-confirmation": { label: "agreements.state.awaiting-confirmation", tone: "attention" },
  "not-begun": { label: "agreements.state.not-begun", tone: "info" },
  "in-force": { label: "agreements.state.in-force", tone: "good" },
  expired: { label: "agreements.state.expired", tone: "ended" },
  ended: { label: "agreements.state.ended", tone: "ended" },
};

export const SCOPES: Readonly<Record<Scope, MessageKey>> = {
  "pre-release-evaluation": "agreements.scope.pre-release-evaluation",
  "safeguard-testing": "agreements.scope.safeguard-testing",
  "incident-information": "agreements.scope.incident-information",
  "research-exchange": "agreements.scope.research-exchange",
  "selection-of-partners": "agreements.scope.selection-of-partners",
};
