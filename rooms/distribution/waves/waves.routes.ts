import { idParams } from "#contracts/access";
import { decideRollout, proposeWavePolicy, wavePolicyHistory, waves } from "#contracts/deployment";
import { route, type Route } from "#rooms/platform";
import { confirmWaves, proposeWaves, resumeRollout, showWavePolicyHistory, showWaves, skipWaves, withdrawWaves } from "./set-waves.ts";
import { rolloutResource, waveProposalResource } from "./waves.resources.ts";

const ROOM = "distribution";
const PROPOSAL = { kind: waveProposalResource, param: "id" };
const ROLLOUT = { kind: rolloutResource, param: "id" };

export const waveRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/distribution/waves", summary: "In which order fixes go out, and what is on its way", permission: "distribution:read-waves", reply: waves,
    run: ({ services, actor }) => showWaves(services, actor),
  }),
  route({
    room: ROOM, method: "get", path: "/distribution/waves/policy", summary: "In which order fixes go out: every version, with its reason and date", permission: "public", reply: wavePolicyHistory,
    run: ({ services }) => showWavePolicyHistory(services),
  }),
  route({
    room: ROOM, method: "post", path: "/distribution/waves", summary: "Propose a new version of the wave policy, with the reason", permission: "distribution:propose-waves", body: proposeWavePolicy, reply: waves, status: 201,
    run: async ({ services, actor, body }) => {
      await proposeWaves(services, { actor, words: body });
      return showWaves(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/distribution/waves/{id}/confirmation", summary: "Put a colleague's proposal in force", permission: "distribution:confirm-waves", resource: PROPOSAL, params: idParams, reply: waves,
    run: async ({ services, actor, params }) => {
      await confirmWaves(services, { actor, id: params.id });
      return showWaves(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/distribution/waves/{id}/withdrawal", summary: "Take a proposal back", permission: "distribution:keep-proposal", resource: PROPOSAL, params: idParams, reply: waves,
    run: async ({ services, actor, params }) => {
      await withdrawWaves(services, { actor, id: params.id });
      return showWaves(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/distribution/rollouts/{id}/skip", summary: "Tell everybody of an exploited flaw's fix now", permission: "distribution:decide-rollout", resource: ROLLOUT, params: idParams, body: decideRollout, reply: waves,
    run: async ({ services, actor, params, body }) => {
      await skipWaves(services, { actor, id: params.id, because: body.because });
      return showWaves(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/distribution/rollouts/{id}/resume", summary: "Let a fix go on that failures held", permission: "distribution:decide-rollout", resource: ROLLOUT, params: idParams, body: decideRollout, reply: waves,
    run: async ({ services, actor, params, body }) => {
      await resumeRollout(services, { actor, id: params.id, because: body.because });
      return showWaves(services, actor);
    },
  }),
];
