import type { Operations } from "#api-client";
import { askServer } from "../ask-server.ts";

export function tellMembership({ membership }: Operations["GET /membership"]["reply"]): string {
  if (membership === null) return "Your organisation is not a member of the clearinghouse.";
  const { id, joinedAt, purposes, signatory, termsVersion } = membership;
  return `${id}: a member since ${joinedAt}, for ${purposes.join(", ")}; signed by ${signatory.name}, ${signatory.title}; terms ${termsVersion}`;
}

export const membershipShow = askServer({
  noun: "membership",
  verb: "show",
  summary: "Show whether your organisation is a member of the clearinghouse",
  examples: ["membership show", "membership show --json"],
  ask: (api) => api.call("GET /membership"),
  tell: tellMembership,
});
