import { accessToken, cardSignIn, exerciseSignIn, finishProviderSignIn, installation, passkeyQuestion, passkeySignIn, personList, providerSignIn, redeemLink, requestLink, requestRecovery as requestRecoveryBody, session, startProviderSignIn } from "#contracts/access";
import { notFound, OF_MAILS, OF_PROOFS, route, type Exchange, type Route } from "#rooms/platform";
import type { z } from "zod";
import { listExercisePeople } from "./access.store.ts";
import { acceptInvitation } from "./invitations.ts";
import { issueToken } from "./issue-token.ts";
import type { OpenedSession } from "./open-session.ts";
import { beginPasskeySignIn, signInWithPasskey } from "./passkeys.ts";
import { toPerson } from "./people.ts";
import { PUBLIC } from "./permission.ts";
import { beginAtProvider, finishAtProvider } from "./providers.ts";
import { redeemRecovery, requestRecovery } from "./recover-account.ts";
import { redeemSignInLink, requestSignInLink, signInForExercise } from "./sessions.ts";
import { signInWithCard } from "./smart-cards.ts";

const ROOM = "access";
const TOKEN_REQUEST_BYTES = 16 * 1024;

const REDEEM = { "sign-in": redeemSignInLink, invitation: acceptInvitation, recovery: redeemRecovery };

/** What anybody may ask who is not signed in yet. */
export const signInRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/installation", summary: "Whether this installation plays the exercise", permission: PUBLIC, reply: installation,
    run: async ({ services }) => ({ exercise: services.configuration.exercise }),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/links", summary: "Ask for a one-time sign-in link by mail", permission: PUBLIC, limit: OF_MAILS, body: requestLink,
    run: ({ services, body }) => requestSignInLink(services, body.email),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/redeem", summary: "Open a session with a link's secret", permission: PUBLIC, limit: OF_PROOFS, carries: "coordination", body: redeemLink, reply: session,
    run: async ({ services, body, exchange }) => carry(await REDEEM[body.purpose](services, body.token, { carrier: body.carrier, exchange }), body.carrier, exchange),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/passkey/options", summary: "Begin signing in by passkey", permission: PUBLIC, reply: passkeyQuestion,
    run: ({ services }) => beginPasskeySignIn(services),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/passkey", summary: "Open a session with a passkey's answer", permission: PUBLIC, limit: OF_PROOFS, carries: "coordination", body: passkeySignIn, reply: session,
    run: async ({ services, body, exchange }) => carry(await signInWithPasskey(services, body.assertion, { carrier: body.carrier, exchange }), body.carrier, exchange),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/provider", summary: "Begin signing in, proving anew or connecting at an organisation's own identity provider", permission: PUBLIC, body: startProviderSignIn, reply: providerSignIn,
    run: ({ services, actor, body }) => beginAtProvider(services, actor, body),
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/provider/answer", summary: "Bring back what the identity provider answered", permission: PUBLIC, limit: OF_PROOFS, carries: "coordination", body: finishProviderSignIn, reply: session,
    run: async ({ services, actor, body, exchange }) => {
      const { opened, carrier } = await finishAtProvider(services, actor, { attempt: body.attempt, answer: body.answer, arrival: { carrier: body.carrier, exchange } });
      return opened.token === null ? opened.session : carry(opened, carrier, exchange);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/sign-in/card", summary: "Open a session with the smart card that the browser shows", permission: PUBLIC, limit: OF_PROOFS, carries: "coordination", body: cardSignIn, reply: session,
    run: async ({ services, body, exchange }) => carry(await signInWithCard(services, { carrier: body.carrier, exchange }), body.carrier, exchange),
  }),
  route({
    room: ROOM, method: "post", path: "/recoveries", summary: "Ask two others to let you in again", permission: PUBLIC, limit: OF_MAILS, body: requestRecoveryBody,
    run: ({ services, body }) => requestRecovery(services, body.email),
  }),
  route({
    room: ROOM, method: "post", path: "/oauth/token", summary: "A bound access token for a machine client (RFC 6749 section 4.4, RFC 9449)", permission: PUBLIC,
    upload: "application/x-www-form-urlencoded", maxBytes: TOKEN_REQUEST_BYTES, reply: accessToken,
    run: ({ services, body, exchange }) => issueToken(services, { form: new TextDecoder().decode(body as Uint8Array), authorization: exchange.header("authorization"), proof: exchange.header("dpop") }),
  }),
  route({
    room: ROOM, method: "get", path: "/exercise/people", summary: "The people of the exercise (exercise installations only)", permission: PUBLIC, carries: "coordination", reply: personList,
    run: async ({ services }) => {
      if (!services.configuration.exercise) throw notFound();
      return { people: (await listExercisePeople(services.db.asSystem("whoever signs in is nobody yet"))).map(toPerson) };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/exercise/sign-in", summary: "Sign in as a person of the exercise (exercise installations only)", permission: PUBLIC, carries: "coordination", body: exerciseSignIn, reply: session,
    run: async ({ services, body, exchange }) => carry(await signInForExercise(services, body.personId, { carrier: body.carrier, exchange }), body.carrier, exchange),
  }),
];

/** A browser's session goes into its cookie; a program is given the token. */
export function carry({ session: opened, token }: OpenedSession, carrier: "cookie" | "token", exchange: Pick<Exchange, "setSession">): z.infer<typeof session> {
  if (carrier === "token") return { ...opened, token };
  exchange.setSession(token);
  return opened;
}
