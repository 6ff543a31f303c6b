import type { Role } from "#contracts/access";
import type { Person } from "../api.ts";

export const DEVELOPER_ROLES: readonly Role[] = ["developer-release-lead", "developer-security-lead"];

/** The release lead acts for the developer; a security lead reads, and stops what has to be stopped. */
export function mayManage(person: Person): boolean {
  return person.roles.includes("developer-release-lead");
}
