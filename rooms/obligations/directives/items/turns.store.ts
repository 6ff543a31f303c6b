import type { ItemEvent, ItemState } from "#contracts/directives";
import { newId, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Services, type Transaction } from "#rooms/platform";

export const OWNED_DIRECTIVE_TURN = ownedTable("obligations.directive_turn", ["organisation_id", "item_id"], { keepers: ["directive-officer"] });
const SEALED = "directive-turn";

/** What somebody says with a turn; sealed. */
export interface TurnContent {
  readonly words: string | null;
  readonly link: string | null;
  readonly digest: string | null;
}

export interface TurnRow {
  readonly id: string;
  readonly item_id: string;
  readonly event: ItemEvent;
  readonly from_state: ItemState | null;
  readonly to_state: ItemState;
  readonly person_id: string | null;
  readonly organisation_id: string;
  readonly at: string;
  readonly content: string | null;
}

const TURN = sql`SELECT id, item_id, event, from_state, to_state, person_id, organisation_id, at, content, ${ownerMark(OWNED_DIRECTIVE_TURN)} FROM obligations.directive_turn`;

export function listTurns(db: Queryable, itemId: string): Promise<TurnRow[]> {
  return db.query(sql`${TURN} WHERE item_id = ${itemId} ORDER BY written`);
}

export function listTurnsOf(db: Queryable, organisationId: string): Promise<TurnRow[]> {
  return db.query(sql`${TURN} WHERE organisation_id = ${organisationId} ORDER BY written`);
}

export interface NewTurn {
  readonly itemId: string;
  readonly organisationId: string;
  readonly event: ItemEvent;
  readonly from: ItemState | null;
  readonly to: ItemState;
  /** Null: the house. */
  readonly personId: string | null;
  readonly content?: TurnContent | undefined;
}

export async function insertTurn(services: Services, tx: Transaction, turn: NewTurn): Promise<void> {
  const id = newId("trn");
  const content = turn.content === undefined ? null : services.keys.seal(SEALED, id, JSON.stringify(turn.content));
  await tx.execute(sql`INSERT INTO obligations.directive_turn (id, organisation_id, item_id, event, from_state, to_state, person_id, at, content, owner_seal)
    VALUES (${id}, ${turn.organisationId}, ${turn.itemId}, ${turn.event}, ${turn.from}, ${turn.to}, ${turn.personId}, ${services.clock()}, ${content}, ${sealOwner(OWNED_DIRECTIVE_TURN, id, [turn.organisationId, turn.itemId])})`);
}

export function openTurn(services: Services, { id, content }: Pick<TurnRow, "id" | "content">): TurnContent {
  return content === null ? { words: null, link: null, digest: null } : (JSON.parse(services.keys.open(SEALED, id, content).toString("utf8")) as TurnContent);
}
