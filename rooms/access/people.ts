import type { OrganisationKind, Role } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, notify, type Actor, type Notice, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findOrganisation, findPerson, findPersonByEmail, insertOrganisation, insertPerson, listPeople, listPeopleWithRole, updateOrganisationName, type PersonRow } from "./access.store.ts";
import { sealRow } from "./row-seals.ts";

export interface PersonCard {
  readonly id: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export interface OrganisationCard {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly exercise: boolean;
}

interface NewOrganisation {
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly name: string;
  readonly kind: OrganisationKind;
  /** Where the act that brings it here needs the id before. */
  readonly id?: string;
}

/** Adds an organisation; in an exercise installation it is marked so for good. */
export function addOrganisation(services: Services, input: NewOrganisation): Promise<string> {
  return services.db.inTransaction((tx) => enterOrganisation(services, tx, input));
}

/** The same in the transaction of the act that brings it here; whoever acts has judged that it may. */
export async function enterOrganisation(services: Services, tx: Transaction, input: NewOrganisation): Promise<string> {
  const id = input.id ?? newId("org");
  try {
    await insertOrganisation(tx, { id, name: input.name, kind: input.kind, exercise: services.configuration.exercise, at: services.clock() });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AccessRefusal("name-taken", "name: an organisation of this name is already here", { field: "name", cause: error });
    throw error;
  }
  await appendEntry(services, tx, { kind: "access.organisation-added", subject: id, by: input.actor, data: { kind: input.kind } });
  return id;
}

/**
 * Takes the name off an organisation that nobody belongs to, when all that was kept of it is erased: the row alone stays, as the
 * ledger speaks of it, and the same name may come here again. One that has people keeps its name.
 */
export async function forgetOrganisation(services: Services, tx: Transaction, { actor, organisationId }: { readonly actor: Pick<Actor, "personId" | "organisationId">; readonly organisationId: string }): Promise<void> {
  const house = tx.asSystem("whoever left had nobody here who could act for it");
  if ((await listPeople(house, organisationId)).length > 0) return;
  await updateOrganisationName(house, organisationId, `Left (${organisationId})`);
  await appendEntry(services, tx, { kind: "access.organisation-forgotten", subject: organisationId, by: actor, data: {} });
}

interface NewPerson {
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly organisationId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** Adds a named person to an organisation. */
export function addPerson(services: Services, input: NewPerson): Promise<string> {
  return services.db.inTransaction((tx) => enterPerson(services, tx, input));
}

/** The same in the transaction of the act that brings them here; whoever acts has judged that it may. */
export async function enterPerson(services: Services, tx: Transaction, input: NewPerson): Promise<string> {
  const id = newId("per");
  if (!(await findOrganisation(tx, input.organisationId))) throw notFound();
  try {
    await insertPerson(tx, { id, organisationId: input.organisationId, name: input.name, email: input.email.toLowerCase(), roles: input.roles, at: services.clock() });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AccessRefusal("email-taken", "email: a person with this address is already here", { field: "email", cause: error });
    throw error;
  }
  await sealRow(services, tx, "person", id);
  await appendEntry(services, tx, { kind: "access.person-added", subject: id, by: input.actor, data: { organisationId: input.organisationId, roles: [...input.roles] } });
  return id;
}

// The room that asks has judged the record in which somebody is named, and shows of the card what its contract says.
const BY_CARD = "a workflow names people and organisations beyond its own";

/** A person by id, or undefined when unknown or left. */
export async function findPersonCard(db: Queryable, personId: string): Promise<PersonCard | undefined> {
  const row = await findPerson(db.asSystem(BY_CARD), personId);
  return row && toCard(row);
}

/** A person by address, or undefined. Never show a caller whether it was found. */
export async function findPersonCardByEmail(db: Queryable, email: string): Promise<PersonCard | undefined> {
  const row = await findPersonByEmail(db.asSystem(BY_CARD), email.toLowerCase());
  return row && toCard(row);
}

/** Everybody who holds a role, for notices. */
export async function listHolders(db: Queryable, role: Role): Promise<readonly PersonCard[]> {
  return (await listPeopleWithRole(db.asSystem("who is to be told of something holds a role in any organisation"), role)).map(toCard);
}

/** The people of one organisation who hold a role, by name. */
export async function listHoldersOf(db: Queryable, organisationId: string, role: Role): Promise<readonly PersonCard[]> {
  return (await listPeople(db.asSystem(BY_CARD), organisationId)).filter(({ roles }) => roles.includes(role)).map(toCard);
}

/**
 * Gives a notice to everybody who holds one of these roles, once each.
 * @param who whom of them it concerns; everybody when left out
 */
export async function tellHolders(
  services: Services, tx: Transaction, { roles, who = () => true, ...notice }: Omit<Notice, "to"> & { readonly roles: readonly Role[]; readonly who?: (person: PersonCard) => boolean },
): Promise<void> {
  const told = new Set<string>();
  for (const role of roles) {
    for (const person of await listHolders(tx, role)) {
      if (told.has(person.id) || !who(person)) continue;
      told.add(person.id);
      await notify(services, tx, { ...notice, to: { personId: person.id, email: person.email } });
    }
  }
}

/** An organisation by id, or undefined. */
export async function findOrganisationCard(db: Queryable, organisationId: string): Promise<OrganisationCard | undefined> {
  const row = await findOrganisation(db.asSystem(BY_CARD), organisationId);
  return row && { id: row.id, name: row.name, kind: row.kind as OrganisationKind, exercise: row.exercise };
}

export function toCard(row: PersonRow): PersonCard {
  return { id: row.id, organisationId: row.organisation_id, organisationName: row.organisation_name, name: row.name, email: row.email, roles: row.roles as Role[] };
}

/** What others may see of a person: not the address. */
export function toPerson(row: PersonRow) {
  const { email: _email, ...card } = toCard(row);
  return { ...card, roles: [...card.roles] };
}

/** Makes the installation's first organisation and administrator, once; used by the composition root only. */
export async function ensureFirstAdministrator(services: Services, tx: Transaction, email: string): Promise<string | undefined> {
  if (await findPersonByEmail(tx, email)) return undefined;
  const organisationId = newId("org");
  const personId = newId("per");
  const at = services.clock();
  await insertOrganisation(tx, { id: organisationId, name: "This installation", kind: "platform", exercise: services.configuration.exercise, at });
  await insertPerson(tx, { id: personId, organisationId, name: "Administrator", email, roles: ["administrator"], at });
  await sealRow(services, tx, "person", personId);
  return personId;
}
