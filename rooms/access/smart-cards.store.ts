import type { Queryable } from "#rooms/platform";
import { sql } from "#rooms/platform";

export interface CardRow {
  readonly id: string;
  readonly person_id: string;
  readonly enrolled_at: string;
}

/** Enrols a card; one that was removed may come back, to the same person or another. 0 when somebody holds it. */
export function insertCard(db: Queryable, row: { id: string; cardHash: string; personId: string; at: Date }): Promise<number> {
  return db.execute(sql`INSERT INTO access.smart_card (card_hash, id, person_id, enrolled_at) VALUES (${row.cardHash}, ${row.id}, ${row.personId}, ${row.at})
    ON CONFLICT (card_hash) DO UPDATE SET id = excluded.id, person_id = excluded.person_id, enrolled_at = excluded.enrolled_at, removed_at = NULL WHERE smart_card.removed_at IS NOT NULL`);
}

export function findCard(db: Queryable, cardHash: string): Promise<CardRow | undefined> {
  return db.find(sql`SELECT id, person_id, enrolled_at FROM access.smart_card WHERE card_hash = ${cardHash} AND removed_at IS NULL`);
}

export function listCards(db: Queryable, personId: string): Promise<CardRow[]> {
  return db.query(sql`SELECT id, person_id, enrolled_at FROM access.smart_card WHERE person_id = ${personId} AND removed_at IS NULL ORDER BY enrolled_at, id`);
}

export function removeCard(db: Queryable, personId: string, id: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.smart_card SET removed_at = ${at} WHERE id = ${id} AND person_id = ${personId} AND removed_at IS NULL`);
}

export function removeCardsOf(db: Queryable, personId: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.smart_card SET removed_at = ${at} WHERE person_id = ${personId} AND removed_at IS NULL`);
}
