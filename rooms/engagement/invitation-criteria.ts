import { createHash } from "node:crypto";
import type { invitationCriteria } from "#contracts/invitations";
import type { Messages } from "#rooms/platform";
import type { z } from "zod";

export type InvitationCriteria = z.infer<typeof invitationCriteria>;

/*
 * By what a developer may be invited: texts by their keys, version after version. A version is never changed, since
 * invitations name it; a new one is added at the end and is in force from its release on.
 */
const VERSIONS: readonly (readonly string[])[] = [
  ["develops-frontier-models", "before-release", "same-for-all", "nothing-follows", "only-this-text"],
];

export const NEWEST_CRITERIA = VERSIONS.length;

/** The criteria of a version, as they are published; the newest by default. */
export function describeCriteria(messages: Messages, version = NEWEST_CRITERIA): InvitationCriteria {
  const criteria = (VERSIONS[version - 1] ?? []).map((name) => messages.text(`engagement.invitation-criteria.${version}.${name}`));
  const statement = messages.text(`engagement.invitation-criteria.${version}.statement`);
  return { version, digest: createHash("sha256").update(JSON.stringify({ version, criteria, statement })).digest("hex"), criteria, statement };
}
