import {
  addOrganisation as addOrganisationBody,
  addPerson as addPersonBody,
  exerciseSignIn,
  idParams,
  identifier,
  inbox,
  installation,
  organisation,
  organisationList,
  person,
  personList,
  readRecordList,
  redeemLink,
  requestLink,
  session,
} from "#contracts/access";
import { listInbox, markRead, notFound, route, type Route } from "#rooms/platform";
import { z } from "zod";
import { findOrganisation, findPerson, listExercisePeople, listOrganisations, listPeople, type OrganisationRow, type PersonRow } from "./access.store.ts";
import { listReadsOf } from "./grants.ts";
import { addOrganisation, addPerson, toCard } from "./people.ts";
import { requireOwn } from "./permission.ts";
import { PUBLIC, SIGNED_IN } from "./policy.rules.ts";
import { describeSession, endSession, redeemSignInLink, requestSignInLink, signInForExercise, type OpenedSession } from "./sessions.ts";

const ROOM = "access";

export const accessRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/installation", summary: "Whether this installation plays the exercise", permission: PUBLIC, reply: installation,
    run: async ({ services }) => ({ exercise: services.configuration.exercise }),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/links", summary: "Ask for a one-time sign-in link by mail", permission: PUBLIC, body: requestLink,
    run: ({ services, body }) => requestSignInLink(services, body.email),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/redeem", summary: "Open a session with a link's secret", permission: PUBLIC, body: redeemLink, reply: session,
    run: async ({ services, body, exchange }) => carry(await redeemSignInLink(services, body.token), body.carrier, exchange),
  }),
  route({
    room: ROOM, method: "get", path: "/exercise/people", summary: "The people of the exercise (exercise installations only)", permission: PUBLIC, reply: personList,
    run: async ({ services }) => {
      if (!services.configuration.exercise) throw notFound();
      return { people: (await listExercisePeople(services.db)).map(toPerson) };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/exercise/sign-in", summary: "Sign in as a person of the exercise (exercise installations only)", permission: PUBLIC, body: exerciseSignIn, reply: session,
    run: async ({ services, body, exchange }) => carry(await signInForExercise(services, body.personId), body.carrier, exchange),
  }),
  route({
    room: ROOM, method: "get", path: "/session", summary: "Who is signed in", permission: SIGNED_IN, reply: session,
    run: ({ services, actor }) => describeSession(services, actor),
  }),
  route({
    room: ROOM, method: "delete", path: "/session", summary: "Sign out", permission: SIGNED_IN,
    run: async ({ services, actor, exchange }) => {
      await endSession(services, actor);
      exchange.setSession(null);
    },
  }),
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
    room: ROOM, method: "post", path: "/organisations/{id}/people", summary: "Add a named person", permission: "access:administer", params: idParams, body: addPersonBody, reply: person, status: 201,
    run: async ({ services, actor, params, body }) => {
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
    room: ROOM, method: "get", path: "/reads", summary: "Who read what of your organisation's", permission: SIGNED_IN, query: z.object({ subject: identifier.optional() }), reply: readRecordList,
    run: async ({ services, actor, query }) => ({
      reads: (await listReadsOf(services.db, actor.organisationId, query.subject ?? null)).map((row) => ({
        id: row.id, subject: row.subject, purpose: row.purpose, what: row.what, personName: row.person_name, organisationName: row.organisation_name, at: row.at,
      })),
    }),
  }),
];

function carry(opened: OpenedSession, carrier: "cookie" | "token", exchange: { setSession(token: string): void }) {
  if (carrier === "token") return { ...opened.session, token: opened.token };
  exchange.setSession(opened.token);
  return opened.session;
}

function toPerson(row: PersonRow) {
  const { email: _email, ...card } = toCard(row);
  return { ...card, roles: [...card.roles] };
}

function toOrganisation(row: OrganisationRow) {
  return { id: row.id, name: row.name, kind: row.kind as never, exercise: row.exercise, createdAt: row.created_at };
}
