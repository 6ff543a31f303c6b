import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type CaseParticipant = Operations["GET /cases/{id}/participants"]["reply"]["participants"][number];
export type ThreadHead = Operations["GET /cases/{id}/threads"]["reply"]["threads"][number];
export type Thread = Operations["GET /cases/{id}/thread"]["reply"];
export type Draft = Operations["GET /cases/{id}/drafts"]["reply"]["drafts"][number];
export type CaseFile = Operations["GET /cases/{id}/files"]["reply"]["files"][number];
export type CaseTask = Operations["GET /cases/{id}/tasks"]["reply"]["tasks"][number];
export type EmbargoDetail = Operations["GET /cases/{id}/embargo"]["reply"];
export type EmbargoPolicies = Operations["GET /embargo-policy"]["reply"];
export type HandOff = Operations["GET /cases/{id}/hand-offs"]["reply"]["handOffs"][number];
export type Destination = Operations["GET /hand-off-destinations"]["reply"]["destinations"][number];
export type ProjectPolicy = Operations["GET /maintainer-policies"]["reply"];
export type Contact = Operations["GET /maintainer-contacts"]["reply"]["contacts"][number];

// Whoever takes part writes and answers at any time.
const ASK_AGAIN_AFTER_MS = 15_000;
const SENDING_ASK_AGAIN_AFTER_MS = 2_000;

/** All of them, read page by page: they are searched and picked from as one list. */
export function participantsQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "participants"], queryFn: () => readParticipants(id), refetchInterval: ASK_AGAIN_AFTER_MS });
}

async function readParticipants(id: string): Promise<{ readonly participants: readonly CaseParticipant[]; readonly unanswered: number }> {
  const participants: CaseParticipant[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Operations["GET /cases/{id}/participants"]["reply"] = await api.call("GET /cases/{id}/participants", { params: { id }, query: cursor === null ? {} : { cursor } });
    participants.push(...page.participants);
    if (page.next === null) return { participants, unanswered: page.unanswered };
    cursor = page.next;
  }
}

/** Whose mailed links ask for a passkey. */
export function linkHoldersQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "link-passkeys"], queryFn: async () => (await api.call("GET /cases/{id}/link-passkeys", { params: { id } })).holders });
}

/** The last written in first, page by page. */
export function threadsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["cases", id, "threads"],
    queryFn: ({ pageParam }) => api.call("GET /cases/{id}/threads", { params: { id }, query: pageParam === null ? {} : { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ASK_AGAIN_AFTER_MS,
  });
}

/** From the moment it is asked for, its messages count as read. */
export function threadQuery(id: string, threadId: string) {
  return queryOptions({ queryKey: ["cases", id, "thread", threadId], queryFn: () => api.call("GET /cases/{id}/thread", { params: { id }, query: { threadId } }), refetchInterval: ASK_AGAIN_AFTER_MS });
}

export function notesQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "notes"], queryFn: async () => (await api.call("GET /cases/{id}/notes", { params: { id } })).notes });
}

export function draftsQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "drafts"], queryFn: async () => (await api.call("GET /cases/{id}/drafts", { params: { id } })).drafts });
}

export function filesQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "files"], queryFn: async () => (await api.call("GET /cases/{id}/files", { params: { id } })).files });
}

export function tasksQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "tasks"], queryFn: async () => (await api.call("GET /cases/{id}/tasks", { params: { id } })).tasks, refetchInterval: ASK_AGAIN_AFTER_MS });
}

export function embargoQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "embargo"], queryFn: () => api.call("GET /cases/{id}/embargo", { params: { id } }), refetchInterval: ASK_AGAIN_AFTER_MS });
}

export function caseMailQuery(id: string) {
  return queryOptions({ queryKey: ["cases", id, "mail"], queryFn: () => api.call("GET /cases/{id}/mail", { params: { id } }) });
}

export const embargoPoliciesQuery = queryOptions({ queryKey: ["embargo-policy"], queryFn: () => api.call("GET /embargo-policy") });

export const destinationsQuery = queryOptions({ queryKey: ["hand-off-destinations"], queryFn: async () => (await api.call("GET /hand-off-destinations")).destinations });

/** Asked again while one is on its way. */
export function handOffsQuery(id: string) {
  return queryOptions({
    queryKey: ["cases", id, "hand-offs"],
    queryFn: async () => (await api.call("GET /cases/{id}/hand-offs", { params: { id } })).handOffs,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === "confirmed" || one.state === "sending") ? SENDING_ASK_AGAIN_AFTER_MS : false),
  });
}

export function projectPolicyQuery(projectId: string) {
  return queryOptions({ queryKey: ["projects", projectId, "policy"], queryFn: () => api.call("GET /maintainer-policies", { query: { projectId } }) });
}

export function contactsQuery(projectId: string) {
  return queryOptions({ queryKey: ["projects", projectId, "contacts"], queryFn: async () => (await api.call("GET /maintainer-contacts", { query: { projectId } })).contacts });
}
