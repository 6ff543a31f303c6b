import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type ParticipantView = Operations["POST /participant/open"]["reply"];
export type Report = NonNullable<ParticipantView["report"]>;
export type Offer = ParticipantView["offers"][number];
export type Thread = ParticipantView["threads"][number];
export type CaseFile = ParticipantView["files"][number];
export type Draft = ParticipantView["drafts"][number];
export type Task = ParticipantView["tasks"][number];

/** One's own part of a case. The secret goes in the body, so that no log of addresses holds it. */
export function participantQuery(token: string) {
  return queryOptions({ queryKey: ["participant", token], queryFn: () => api.call("POST /participant/open", { body: { token } }) });
}
