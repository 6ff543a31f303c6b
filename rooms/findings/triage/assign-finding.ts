import type { AssignablePeople, AssignmentRole } from "#contracts/findings";
import { findPersonCard, listHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, type Actor, type Services } from "#rooms/platform";
import { endAssignment as endRow, insertAssignment } from "./assignments.store.ts";
import { FindingsRefusal } from "../findings.errors.ts";
import { assignableRoles, judgeAssignment } from "../findings.rules.ts";
import { findFinderOrganisations, findFinding } from "../findings.store.ts";
import { sealReason } from "../sealed-records.ts";
import { tellFinder, tellPerson } from "../tell-people.ts";

export interface AssignFinding {
  readonly actor: Actor;
  readonly findingId: string;
  readonly personId: string;
  readonly role: AssignmentRole;
  readonly reason?: string | undefined;
}

/** Opens what a finding says to a named person of the clearinghouse; its finder's organisation sees to whom. */
export async function assignFinding(services: Services, { actor, findingId, personId, role, reason }: AssignFinding): Promise<void> {
  try {
    await services.db.inTransaction(async (tx) => {
      const row = await findFinding(tx, findingId);
      if (!row) throw notFound();
      const person = await findPersonCard(tx, personId);
      const finderOrganisationIds = await findFinderOrganisations(tx, findingId);
      const answer = person ? judgeAssignment({ by: actor, assignee: { ...person, personId }, role, finderOrganisationIds, reason }) : "not-assignable";
      if (!person || answer === "not-assignable") throw new FindingsRefusal("not-assignable", `personId: name a person who is a ${services.messages.text(`findings.role.${role}`)} and not of the finder's organisation`, { field: "personId" });
      if (answer === "self-as-validator") throw new FindingsRefusal("self-assignment", "A finding's validator is assigned by somebody else; ask the director or an analyst.");
      if (answer === "reason-needed") throw new FindingsRefusal("reason-needed", "reason: say why you open this finding to yourself; its finder reads it", { field: "reason" });

      const id = newId("asg");
      const isSelf = personId === actor.personId;
      await insertAssignment(tx, { id, findingId, person_id: personId, role, assigned_by: actor.personId, sealed_reason: isSelf && reason !== undefined ? sealReason(services, id, reason) : null, at: services.clock() });
      await appendEntry(services, tx, { kind: "findings.assigned", subject: findingId, by: actor, data: { assignmentId: id, personId, role }, visibleTo: finderOrganisationIds });
      if (isSelf) await tellFinder(services, tx, row, "findings.opened-to-self");
      else await tellPerson(services, tx, person, { kind: "findings.assigned", role, findingId });
    });
  } catch (error) {
    if (isUniqueViolation(error, "assignment_live")) throw new FindingsRefusal("already-assigned", "personId: this person is assigned already", { field: "personId", cause: error });
    throw error;
  }
}

/** Closes what a finding says to somebody again. That it was open to them stays on record. */
export function endAssignment(services: Services, { actor, findingId, assignmentId }: { readonly actor: Actor; readonly findingId: string; readonly assignmentId: string }): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    const ended = await endRow(tx, { id: assignmentId, findingId, by: actor.personId, at: services.clock() });
    if (ended === 0) throw new FindingsRefusal("not-assigned", "assignmentId: not a present assignment of this finding; the page shows which there are", { field: "assignmentId" });
    await appendEntry(services, tx, { kind: "findings.assignment-ended", subject: findingId, by: actor, data: { assignmentId }, visibleTo: await findFinderOrganisations(tx, findingId) });
  });
}

/** Who may be assigned to a finding, and as what. */
export async function listAssignable(services: Services, findingId: string): Promise<AssignablePeople["people"]> {
  const { db } = services;
  const finderOrganisationIds = await findFinderOrganisations(db, findingId);
  const holders = [...(await listHolders(db, "validator")), ...(await listHolders(db, "clearinghouse-analyst"))];
  const people = [...new Map(holders.map((person) => [person.id, person])).values()].toSorted((left, right) => left.name.localeCompare(right.name) || left.id.localeCompare(right.id));
  return people.flatMap((person) => {
    const roles = [...assignableRoles(person, finderOrganisationIds)];
    return roles.length > 0 ? [{ id: person.id, name: person.name, organisationName: person.organisationName, roles }] : [];
  });
}
