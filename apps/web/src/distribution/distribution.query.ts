import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";

export type Waves = Reply<"GET /distribution/waves">;
export type Rollout = Waves["rollouts"][number];
export type WaveProposal = Waves["proposals"][number];
export type AdvisoryCounts = Reply<"GET /distribution/roll-up/advisories">["advisories"][number];
export type AdvisoryFeed = Reply<"GET /advisory-feeds">["feeds"][number];
export type OutsideAdvisory = Reply<"GET /outside-advisories">["advisories"][number];
export type SectorChoice = Reply<"GET /sector-choices">["choices"][number];
export type PaperEntered = Reply<"POST /paper-forms/entered">;
export type PaperPlan = Reply<"POST /paper-forms/plan">;

export const wavesQuery = queryOptions({ queryKey: ["distribution", "waves"], queryFn: () => api.call("GET /distribution/waves") });
export const advisoryCountsQuery = queryOptions({ queryKey: ["distribution", "roll-up", "advisories"], queryFn: () => api.call("GET /distribution/roll-up/advisories") });
export const advisoryFeedsQuery = queryOptions({ queryKey: ["distribution", "feeds"], queryFn: async () => (await api.call("GET /advisory-feeds")).feeds });
export const outsideAdvisoriesQuery = queryOptions({ queryKey: ["distribution", "outside"], queryFn: () => api.call("GET /outside-advisories") });
