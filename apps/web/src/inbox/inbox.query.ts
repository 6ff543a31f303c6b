import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";

export type Inbox = Reply<"GET /inbox">;
export type Notice = Inbox["entries"][number];

const ASK_AGAIN_AFTER_MS = 30_000;

/** The newest notices of the signed-in person. */
export const inboxQuery = queryOptions({
  queryKey: ["inbox"],
  queryFn: () => api.call("GET /inbox"),
  refetchInterval: ASK_AGAIN_AFTER_MS,
});

const WATCHED_MS = 5_000;

/** The same for whoever looks at the inbox itself, and waits for something. */
export const watchedInboxQuery = queryOptions({ ...inboxQuery, refetchInterval: WATCHED_MS });

export function countUnread(inbox: Inbox): number {
  return inbox.entries.filter((entry) => entry.readAt === null).length;
}
