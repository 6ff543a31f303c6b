import type { QueueItem, QueueQuery } from "#contracts/triage";
import { inTurn, type Actor, type Services } from "#rooms/platform";
import { readCursor, writeCursor } from "../page-cursor.ts";
import { describeAll, readMinimised } from "../read-finding.ts";
import { listNear, mayReadBody, readStack } from "../duplicates/read-near.ts";
import { listByIds, listQueue } from "./triage-queue.store.ts";

/** A page of what waits for a person, each with all that a decision takes, as far as the reader may open it. */
export async function readQueue(services: Services, { actor, kind, state, assigned, cursor, limit }: QueueQuery & { readonly actor: Actor }): Promise<{ items: QueueItem[]; next: string | null }> {
  const waiting = await listQueue(services.db, {
    kind: kind ?? null, state: state ?? null, personId: assigned === "me" ? actor.personId : null, after: cursor === undefined ? null : readCursor(cursor), limit,
  });
  const rows = new Map((await listByIds(services.db, waiting.map(({ id }) => id))).map((row) => [row.id, row]));
  const shown = waiting.flatMap((place) => rows.get(place.id) ?? []);
  const findings = await describeAll(services, actor, shown);
  const items = await inTurn(shown, async (row, at): Promise<QueueItem | undefined> => {
    const finding = findings[at];
    const mayRead = mayReadBody(actor, row);
    return finding && {
      finding,
      waitsFor: [...(waiting.find(({ id }) => id === row.id)?.waits_for ?? [])],
      stack: mayRead ? await readStack(services, row) : null,
      minimised: mayRead ? await readMinimised(services, row.id) : null,
      near: await listNear(services, actor, row),
    };
  });
  const last = waiting.length === limit ? waiting.at(-1) : undefined;
  return { items: items.filter((item) => item !== undefined), next: last ? writeCursor(last) : null };
}
