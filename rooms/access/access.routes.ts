import {
  addOrganisation as addOrganisationBody,
  addPerson as addPersonBody,
  idParams,
  identifier,
  inbox,
  organisation,
  organisationList,
  person,
  personList,
  readRecordList,
} from "#contracts/access";
import { listInbox, markRead, notFound, route, type Route } from "#rooms/platform";
import { z } from "zod";
import { findOrganisation, findPerson, listOrganisations, listPeople, type OrganisationRow } from "./access.store.ts";
import { organisationResource } from "./house.resources.ts";
import { listReadsOf } from "./grants.ts";
import { AccessRefusal } from "./access.errors.ts";
import { accountRoutes } from "./account.routes.ts";
import { clientRoutes } from "./client.routes.ts";
import { houseRoutes } from "./house.routes.ts";
import { linkPasskeyRoutes } from "./link-passkeys.routes.ts";
import { addOrganisation, addPerson, toPerson } from "./people.ts";
import { requireOwn, SIGNED_IN } from "./permission.ts";
import { proofRoutes } from "./proof.routes.ts";
import { signInRoutes } from "./sign-in.routes.ts";

const ROOM = "access";

export const accessRoutes: readonly Route[] = [
  ...signInRoutes,
  ...accountRoutes,
  ...linkPasskeyRoutes,
  ...clientRoutes,
  ...houseRoutes,
  ...proofRoutes,
  route({
    room: ROOM, method: "post", path: "/organisations", summary: "Add an organisation", permission: "access:administer", body: addOrganisationBody, reply: organisation, status: 201,
    run: async ({ services, actor, body }) => {
      const row = await findOrganisation(services.db, await addOrganisation(services, { actor, ...body }));
      if (!row) throw notFound();
      return toOrganisation(row);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/organisations", summary: "All organisations", permission: "access:administer", reply: organisationList,
    run: async ({ services }) => ({ organisations: (await listOrganisations(services.db)).map(toOrganisation) }),
  }),
  route({
    room: ROOM, method: "post", path: "/organisations/{id}/people", summary: "Add a named person (exercise installations only)", permission: "access:administer", resource: { kind: { ...organisationResource, read: "access:administer" }, param: "id" }, params: idParams, body: addPersonBody, reply: person, status: 201,
    run: async ({ services, actor, params, body }) => {
      if (!services.configuration.exercise) throw new AccessRefusal("invitation-needed", "People of a real installation are invited: POST /organisations/{id}/invitations");
      const row = await findPerson(services.db, await addPerson(services, { actor, organisationId: params.id, ...body }));
      if (!row) throw notFound();
      return toPerson(row);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/organisations/{id}/people", summary: "The people of your own organisation", permission: SIGNED_IN, params: idParams, reply: personList,
    run: async ({ services, actor, params }) => {
      requireOwn(actor, params.id);
      return { people: (await listPeople(services.db, params.id)).map(toPerson) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/inbox", summary: "Your notices", permission: SIGNED_IN, reply: inbox,
    run: async ({ services, actor }) => ({ entries: [...(await listInbox(services, actor.personId))] }),
  }),
  route({
    room: ROOM, method: "post", path: "/inbox/{id}/read", summary: "Mark a notice read", permission: SIGNED_IN, params: idParams,
    run: ({ services, actor, params }) => markRead(services, actor.personId, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/reads", summary: "Who read what of your organisation's", permission: SIGNED_IN, query: z.object({ subject: identifier.optional(), personId: identifier.optional() }), reply: readRecordList,
    run: async ({ services, actor, query }) => ({
      reads: (await listReadsOf(services.db, actor.organisationId, query)).map((row) => ({
        id: row.id, subject: row.subject, purpose: row.purpose, what: row.what, personName: row.person_name, organisationName: row.organisation_name, at: row.at,
      })),
    }),
  }),
];

function toOrganisation(row: OrganisationRow) {
  return { id: row.id, name: row.name, kind: row.kind as never, exercise: row.exercise, createdAt: row.created_at };
}
