import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";

export type Criteria = Reply<"GET /invitations/criteria">;

/** They change with a new version of the software only. */
export const invitationCriteriaQuery = queryOptions({ queryKey: ["invitations", "criteria"], queryFn: () => api.call("GET /invitations/criteria"), staleTime: Infinity });
export const sentInvitationsQuery = queryOptions({ queryKey: ["invitations", "sent"], queryFn: () => api.call("GET /invitations/sent") });
export const receivedInvitationsQuery = queryOptions({ queryKey: ["invitations", "received"], queryFn: () => api.call("GET /invitations/received") });
export const invitationQuery = (id: string) => queryOptions({ queryKey: ["invitations", id], queryFn: () => api.call("GET /invitations/{id}", { params: { id } }) });
