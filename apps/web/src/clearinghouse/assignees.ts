import type { Assignment } from "../findings/findings.query.ts";
import { t } from "../messages.ts";
import type { Assignable } from "./clearinghouse.query.ts";

type AssignmentRole = Assignment["role"];

/** One choice for each thing somebody can be assigned as and is not already. */
export function toAssignees(people: readonly Assignable[], assignments: readonly Assignment[]): readonly { readonly value: string; readonly label: string }[] {
  const held = new Set(assignments.filter(({ endedAt }) => endedAt === null).map(({ role, personId }) => `${role} ${personId}`));
  return people
    .flatMap(({ id, name, roles }) => roles.map((role) => ({ value: `${role} ${id}`, label: t("clearinghouse.assign.choice", { name, role: t(`findings.assignment.${role}`) }) })))
    .filter(({ value }) => !held.has(value));
}

/** What a choice stands for on the wire. */
export function readAssignee(value: string): { readonly personId: string; readonly role: AssignmentRole } {
  const [role = "", personId = ""] = value.split(" ");
  return { personId, role: role === "validator" ? "validator" : "analyst" };
}

/** As what a person is assigned to a finding now. */
export function rolesOn(assignments: readonly Assignment[], personId: string): readonly AssignmentRole[] {
  return assignments.filter((one) => one.personId === personId && one.endedAt === null).map(({ role }) => role);
}
