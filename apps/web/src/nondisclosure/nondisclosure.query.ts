import type { Role } from "#contracts/access";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type Undertaking = Reply<"GET /undertakings/{id}">;
export type UndertakingLine = Reply<"GET /undertakings">["undertakings"][number];

export const UNDERTAKING_READERS: readonly Role[] = ["developer-release-lead", "developer-security-lead", "agency-evaluator", "partner-selection-officer"];

export const undertakingsQuery = (engagementId?: string) =>
  queryOptions({ queryKey: ["undertakings", "of", engagementId ?? "all"], queryFn: () => api.call("GET /undertakings", { query: engagementId === undefined ? {} : { engagementId } }) });
export const undertakingQuery = (id: string) => queryOptions({ queryKey: ["undertakings", id], queryFn: () => api.call("GET /undertakings/{id}", { params: { id } }) });
export const nondisclosureTextsQuery = queryOptions({ queryKey: ["nondisclosure", "texts"], queryFn: () => api.call("GET /nondisclosure/texts") });

export type SignedState = "signed" | "awaits-you" | "unsigned";
export const SIGNED_STATES: StatusWords<SignedState> = {
  signed: { label: "nondisclosure.state.signed", tone: "good" },
  "awaits-you": { label: "nondisclosure.state.awaits-you", tone: "attention" },
  unsigned: { label: "nondisclosure.state.unsigned", tone: "quiet" },
};

export function stateOf({ signedAt, awaitsYou }: { readonly signedAt: string | null; readonly awaitsYou: boolean }): SignedState {
  if (signedAt !== null) return "signed";
  return awaitsYou ? "awaits-you" : "unsigned";
}
