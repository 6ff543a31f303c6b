import type { Channel, StepHistory } from "#contracts/deployment";
import type { DeploymentState } from "#contracts/distribution";
import { newId, type Services, type Transaction } from "#rooms/platform";
import type { MatchRow } from "../distribution.store.ts";
import { insertTurn, listTurns, type TurnRow } from "./turns.store.ts";

const PURPOSE = "distribution-turn";

interface TurnContent {
  readonly asset: string;
  readonly words: string | null;
}

export interface Turn {
  readonly match: Pick<MatchRow, "organisation_id" | "step_id" | "asset_hash" | "advisory_id">;
  /** What the operator's list calls it. */
  readonly asset: string;
  /** Null: it was matched just now. */
  readonly from: DeploymentState | null;
  readonly to: DeploymentState;
  readonly channel: Channel;
  /** What the operator said with it. */
  readonly words: string | null;
}

/** Adds a turn of one asset to its history, in the transaction that makes it. */
export async function recordTurn(services: Services, tx: Transaction, { match, asset, from, to, channel, words }: Turn): Promise<void> {
  const id = newId("turn");
  const content: TurnContent = { asset, words };
  await insertTurn(tx, {
    id, organisation_id: match.organisation_id, step_id: match.step_id, asset_hash: match.asset_hash, advisory_id: match.advisory_id, from_state: from, to_state: to, channel, at: services.clock(),
    content: services.keys.seal(PURPOSE, id, JSON.stringify(content)),
  });
}

/** Every turn that the assets of a step took, oldest first; where several advisories speak of an asset, it is told once. */
export async function readHistory(services: Services, organisationId: string, stepId: string | null): Promise<StepHistory> {
  const told = new Set<string>();
  return {
    turns: (await listTurns(services.db, organisationId, stepId)).flatMap((row) => {
      const key = [row.asset_hash, row.at, row.to_state].join(" ");
      if (told.has(key)) return [];
      told.add(key);
      return [{ at: row.at, ...openTurn(services, row), from: row.from_state, to: row.to_state, channel: row.channel }];
    }),
  };
}

function openTurn(services: Services, { id, content }: TurnRow): TurnContent {
  return JSON.parse(services.keys.open(PURPOSE, id, content).toString("utf8")) as TurnContent;
}
