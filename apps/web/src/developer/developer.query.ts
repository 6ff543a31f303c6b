import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Determination } from "../determination/determination.words.ts";
import type { Engagement } from "../engagement/engagement.words.ts";

const LIVE_MS = 3_000;

/** States in which somebody else, or time, may change the record while it is looked at. */
const OTHERS_MOVE: readonly Engagement["state"][] = ["determination-requested", "access-offered", "window-open"];

export function isOver(engagement: Engagement): boolean {
  return engagement.state === "closed" || engagement.state === "withdrawn";
}

export const engagementsQuery = queryOptions({ queryKey: ["engagements"], queryFn: () => api.call("GET /engagements") });

export const engagementQuery = (id: string) =>
  queryOptions({
    queryKey: ["engagements", id],
    queryFn: () => api.call("GET /engagements/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data && OTHERS_MOVE.includes(state.data.state) ? LIVE_MS : false),
  });

export function isRunning(determination: Determination): boolean {
  return determination.state !== "signed" && determination.state !== "stopped";
}

/** Newest first. */
export const determinationsQuery = (engagementId: string) =>
  queryOptions({
    queryKey: ["determinations"],
    queryFn: () => api.call("GET /determinations"),
    select: ({ determinations }) =>
      determinations.filter((one) => one.engagementId === engagementId).toSorted((a, b) => b.requestedAt.localeCompare(a.requestedAt)),
    refetchInterval: ({ state }) => (state.data?.determinations.some(isRunning) ? LIVE_MS : false),
  });

/** Who read what of one record; asked again while somebody may be reading. */
export const readsQuery = (subject: string, live: boolean) =>
  queryOptions({
    queryKey: ["reads", subject],
    queryFn: () => api.call("GET /reads", { query: { subject } }),
    refetchInterval: live ? LIVE_MS : false,
  });

/** What evaluators sent besides advice; asked again while a window is open. */
export const sentWorkQuery = (id: string, live: boolean) =>
  queryOptions({ queryKey: ["engagements", id, "work"], queryFn: () => api.call("GET /engagements/{id}/work", { params: { id } }), refetchInterval: live ? LIVE_MS : false });

/** Reads and calls of everybody, or of one person. */
export const activityQuery = (id: string, personId: string) =>
  queryOptions({ queryKey: ["engagements", id, "activity", personId], queryFn: () => api.call("GET /engagements/{id}/activity", { params: { id }, query: personId === "" ? {} : { personId } }) });

export const incidentsQuery = (id: string) => queryOptions({ queryKey: ["engagements", id, "incidents"], queryFn: () => api.call("GET /engagements/{id}/incidents", { params: { id } }) });
