import { addPasskey as addPasskeyBody, cardList, idParams, ownProvider, passkeyCreation, passkeyList, session, sessionList, stepUp, stepUpOffer } from "#contracts/access";
import { route, type Actor, type Queryable, type Route } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { addPasskey, beginPasskey, beginStepUp, dropPasskey, stepUpWithPasskey } from "./passkeys.ts";
import { listPasskeys } from "./passkeys.store.ts";
import { SIGNED_IN } from "./permission.ts";
import { showOwnProvider } from "./providers.ts";
import { requireFreshProof } from "./require-in-person.ts";
import { describeSession, endAllSessions, endSession, listOwnSessions, stepUpForExercise } from "./sessions.ts";
import { countProofs, findSessionById } from "./sessions.store.ts";
import { carry } from "./sign-in.routes.ts";
import { dropCard, enrolCard, listOwnCards } from "./smart-cards.ts";

const ROOM = "access";

/** A person's own account: sessions, passkeys, proofs. Only what is the caller's own is shown or changed. */
export const accountRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/session", summary: "Who is signed in", permission: SIGNED_IN, reply: session,
    run: ({ services, actor }) => describeSession(services, actor),
  }),
  route({
    room: ROOM, method: "delete", path: "/session", summary: "Sign out", permission: SIGNED_IN,
    run: async ({ services, actor, exchange }) => {
      await endSession(services, actor, actor.sessionId);
      exchange.setSession(null);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/sessions", summary: "Your sessions that are open", permission: SIGNED_IN, reply: sessionList,
    run: async ({ services, actor }) => ({
      sessions: (await listOwnSessions(services, actor)).map((row) => ({
        id: row.session_id, current: row.session_id === actor.sessionId, method: row.method, openedAt: row.created_at, lastUsedAt: row.last_used_at, expiresAt: row.expires_at, agent: row.agent,
      })),
    }),
  }),
  route({
    room: ROOM, method: "delete", path: "/sessions/{id}", summary: "End one of your sessions", permission: SIGNED_IN, params: idParams,
    run: ({ services, actor, params }) => endSession(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "delete", path: "/sessions", summary: "End all your sessions at once, this one too", permission: SIGNED_IN,
    run: async ({ services, actor, exchange }) => {
      await endAllSessions(services, actor);
      exchange.setSession(null);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/session/step-up/options", summary: "How you may prove anew that it is you", permission: SIGNED_IN, reply: stepUpOffer,
    run: async ({ services, actor }) => {
      const passkey = await beginStepUp(services, actor);
      const { provider, connected } = await showOwnProvider(services, actor);
      const providerId = connected ? (provider?.id ?? null) : null;
      return { passkey, providerId, methods: [...(passkey ? ["passkey" as const] : []), ...(providerId ? ["provider" as const] : []), ...(services.configuration.exercise ? ["exercise" as const] : [])] };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/session/step-up", summary: "Prove anew that it is you, for the next ten minutes", permission: SIGNED_IN, body: stepUp, reply: session,
    run: async ({ services, actor, body, exchange }) => {
      const opened = body.method === "passkey" ? await stepUpWithPasskey(services, actor, body.assertion) : await stepUpForExercise(services, actor);
      return carry(opened, await carrierOf(services.db, actor), exchange);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/passkeys", summary: "Your passkeys", permission: SIGNED_IN, reply: passkeyList,
    run: async ({ services, actor }) => ({
      passkeys: (await listPasskeys(services.db, actor.personId)).map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at, lastUsedAt: row.last_used_at, onSeveralDevices: row.multi_device, backedUp: row.backed_up })),
    }),
  }),
  route({
    room: ROOM, method: "post", path: "/passkeys/options", summary: "Begin adding a passkey", permission: SIGNED_IN, reply: passkeyCreation,
    run: async ({ services, actor }) => {
      await requireProofBesideFirst(services.db, actor);
      return beginPasskey(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/passkeys", summary: "Add a passkey", permission: SIGNED_IN, body: addPasskeyBody,
    run: async ({ services, actor, body }) => {
      await requireProofBesideFirst(services.db, actor);
      await addPasskey(services, actor, body);
    },
  }),
  route({
    room: ROOM, method: "delete", path: "/passkeys/{id}", summary: "Remove one of your passkeys", permission: SIGNED_IN, params: idParams,
    run: async ({ services, actor, params }) => {
      requireFreshProof(actor);
      await dropPasskey(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/account/provider", summary: "Your organisation's own sign-in, and whether it knows you", permission: SIGNED_IN, reply: ownProvider,
    run: ({ services, actor }) => showOwnProvider(services, actor),
  }),
  route({
    room: ROOM, method: "get", path: "/cards", summary: "Your smart cards", permission: SIGNED_IN, reply: cardList,
    run: async ({ services, actor }) => ({ cards: (await listOwnCards(services, actor)).map((row) => ({ id: row.id, enrolledAt: row.enrolled_at })) }),
  }),
  route({
    room: ROOM, method: "post", path: "/cards", summary: "Enrol the smart card that your browser shows", permission: SIGNED_IN,
    run: async ({ services, actor, exchange }) => {
      await requireProofBesideFirst(services.db, actor);
      await enrolCard(services, actor, exchange);
    },
  }),
  route({
    room: ROOM, method: "delete", path: "/cards/{id}", summary: "Remove one of your smart cards", permission: SIGNED_IN, params: idParams,
    run: async ({ services, actor, params }) => {
      requireFreshProof(actor);
      await dropCard(services, actor, params.id);
    },
  }),
];

/** The first passkey or card is what makes a fresh proof possible; every further one takes it. */
async function requireProofBesideFirst(db: Queryable, actor: Actor): Promise<void> {
  const { keys, pinned } = await countProofs(db, actor.personId);
  if (keys > 0 || pinned) requireFreshProof(actor);
}

async function carrierOf(db: Queryable, actor: Actor): Promise<"cookie" | "token"> {
  const current = await findSessionById(db, actor.sessionId);
  if (!current) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  return current.carrier;
}