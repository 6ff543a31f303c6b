import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type Taskings = Operations["GET /obligations"]["reply"];
export type Tasking = Taskings["taskings"][number];
export type EvidenceKind = Tasking["evidence"][number]["kind"];
export type Change = Operations["GET /obligations/changes"]["reply"]["changes"][number];
export type Programme = Operations["GET /trackers/grants"]["reply"]["programmes"][number];
export type Pathway = Operations["GET /trackers/hiring"]["reply"]["pathways"][number];
export type Installation = Operations["GET /obligations/installations"]["reply"]["peers"][number];

const toQuery = (asOf: string | undefined) => ({ query: asOf === undefined ? {} : { asOf } });

export const obligationsQuery = (asOf?: string) => queryOptions({ queryKey: ["obligations", asOf], queryFn: () => api.call("GET /obligations", toQuery(asOf)) });
export const changesQuery = (asOf?: string) => queryOptions({ queryKey: ["obligations", "changes", asOf], queryFn: () => api.call("GET /obligations/changes", toQuery(asOf)) });
export const grantsQuery = queryOptions({ queryKey: ["trackers", "grants"], queryFn: () => api.call("GET /trackers/grants") });
export const hiringQuery = queryOptions({ queryKey: ["trackers", "hiring"], queryFn: () => api.call("GET /trackers/hiring") });
export const installationsQuery = queryOptions({ queryKey: ["obligations", "installations"], queryFn: () => api.call("GET /obligations/installations") });
export const ownMilestonesQuery = queryOptions({ queryKey: ["obligations", "milestones"], queryFn: () => api.call("GET /obligations/milestones") });
