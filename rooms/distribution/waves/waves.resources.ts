import type { ResourceKind } from "#rooms/platform";
import { findRollout, findWaveProposal } from "./waves.store.ts";

/** A version of the policy that waits for a second person. */
export const waveProposalResource: ResourceKind = {
  type: "WaveProposal",
  read: "distribution:keep-proposal",
  load: async ({ db }, id) => {
    const row = await findWaveProposal(db, id);
    return row && { proposers: [{ type: "Person", id: row.proposedBy }] };
  },
  absent: { proposers: [] },
};

/** A fix on its way; it names nobody. */
export const rolloutResource: ResourceKind = {
  type: "Rollout",
  read: "distribution:decide-rollout",
  load: async ({ db }, id) => ((await findRollout(db, id)) ? {} : undefined),
  absent: {},
};
