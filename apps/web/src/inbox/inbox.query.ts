import type { inbox } from "#contracts/access";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { request } from "../api.ts";

export type Inbox = z.infer<typeof inbox>;
export type Notice = Inbox["entries"][number];

const ASK_AGAIN_AFTER_MS = 30_000;

/** The newest notices of the signed-in person. */
export const inboxQuery = queryOptions({
  queryKey: ["inbox"],
  queryFn: () => request<Inbox>("GET", "/api/inbox"),
  refetchInterval: ASK_AGAIN_AFTER_MS,
});

export function countUnread(inbox: Inbox): number {
  return inbox.entries.filter((entry) => entry.readAt === null).length;
}
