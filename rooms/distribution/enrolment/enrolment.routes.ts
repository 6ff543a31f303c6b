import { acceptTerms as acceptTermsBody, enrolment, enrolmentProfile, inviteOperator as inviteBody, sectorChoices, setSectors as setSectorsBody } from "#contracts/enrolment";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { acceptTerms, beginEnrolment, declineEnrolment, describeOperator, finishEnrolment, inviteOperator, pauseEnrolment, resumeEnrolment, showEnrolment } from "./enrol.ts";
import { readSectorChoices, setSectors } from "./set-sectors.ts";

const ROOM = "distribution";
const ENROL = "distribution:enrol";

function act(path: string, summary: string, run: (services: Services, actor: Actor) => Promise<void>): Route {
  return route({
    room: ROOM, method: "post", path, summary, permission: ENROL, reply: enrolment,
    run: async ({ services, actor }) => {
      await run(services, actor);
      return showEnrolment(services, actor);
    },
  });
}

export const enrolmentRoutes: readonly Route[] = [
  route({ room: ROOM, method: "get", path: "/operator/enrolment", summary: "How far your enrolment is, and what is next", permission: ENROL, reply: enrolment, run: ({ services, actor }) => showEnrolment(services, actor) }),
  act("/operator/enrolment/start", "Begin to enrol", beginEnrolment),
  route({
    room: ROOM, method: "post", path: "/operator/enrolment/profile", summary: "Say what your organisation is, coarsely", permission: ENROL, body: enrolmentProfile, reply: enrolment,
    run: async ({ services, actor, body }) => {
      await describeOperator(services, { actor, profile: body });
      return showEnrolment(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/operator/enrolment/terms", summary: "Accept the terms that you were shown", permission: ENROL, body: acceptTermsBody, reply: enrolment,
    run: async ({ services, actor, body }) => {
      await acceptTerms(services, { actor, version: body.version });
      return showEnrolment(services, actor);
    },
  }),
  act("/operator/enrolment/finish", "Finish enrolling", finishEnrolment),
  route({ room: ROOM, method: "post", path: "/operator/enrolment/decline", summary: "Say no, and have what was begun erased", permission: ENROL, run: ({ services, actor }) => declineEnrolment(services, actor) }),
  act("/operator/pause", "Be left alone until you go on", pauseEnrolment),
  act("/operator/resume", "Go on, and have what came in between looked at", resumeEnrolment),
  route({
    room: ROOM, method: "post", path: "/operator-invitations", summary: "Invite an organisation to enrol: a letter, and no more", permission: "distribution:invite", body: inviteBody,
    run: ({ services, actor, body }) => inviteOperator(services, { actor, organisationId: body.organisationId }),
  }),
  route({ room: ROOM, method: "get", path: "/sector-choices", summary: "The sectors that operators choose from", permission: "public", reply: sectorChoices, run: ({ services }) => readSectorChoices(services) }),
  route({
    room: ROOM, method: "post", path: "/sector-choices", summary: "Set the sectors that operators choose from", permission: "distribution:set-sectors", body: setSectorsBody, reply: sectorChoices,
    run: ({ services, actor, body }) => setSectors(services, { actor, list: body }),
  }),
];
