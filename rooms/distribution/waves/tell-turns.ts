import { WAVES } from "#contracts/deployment";
import type { PlanTurn } from "#contracts/distribution";
import type { Services } from "#rooms/platform";
import type { Surroundings } from "../describe-step.ts";
import type { MatchRow, OperatorRow } from "../distribution.store.ts";
import { openContent } from "../sealed-match.ts";
import { waitsForFix } from "../told-fix.rules.ts";
import { placeOperator } from "./open-waves.ts";
import { isWaveOpen, turnOf } from "./wave-order.ts";
import { findRolloutOf } from "./waves.store.ts";

/** What waits for the operator's wave: its advisory is public, and the fix goes to others first, also where an earlier fix is in or was called back. The next is first. */
export async function tellTurns(services: Services, { operator, rows, around }: { readonly operator: OperatorRow; readonly rows: readonly MatchRow[]; readonly around: Surroundings }): Promise<PlanTurn[]> {
  const turns: PlanTurn[] = [];
  for (const [advisoryId, ofAdvisory] of Map.groupBy(rows, (row) => row.advisory_id)) {
    const own = around.advisories.get(advisoryId)?.own;
    const waiting = ofAdvisory.filter((row) => row.state !== "not_affected" && waitsForFix(row, own));
    if (!own?.patch || waiting.length === 0) continue;
    const contents = waiting.map((row) => openContent(services, row));
    const house = services.db.asSystem("when its turn comes is an operator's to know, and a rollout is nobody's of its own");
    const rollout = await findRolloutOf(house, own.patch.patchId);
    if (!rollout || rollout.state === "ended") continue; // It is told at this moment.
    const hasVital = contents.some(({ markKey }) => around.marks.get(markKey)?.vital === true);
    const { wave, policy } = await placeOperator(house, rollout, { operator, hasVital });
    if (isWaveOpen(wave, rollout.wave)) continue;
    const at = turnOf(wave, { wave: rollout.wave, nextAt: rollout.next_at }, policy)?.toISOString() ?? null;
    const place = { wave: WAVES.indexOf(wave) + 1, of: WAVES.length };
    turns.push({
      product: { ...own.product },
      fixedVersion: own.fixedVersion,
      ...place, at,
      says: services.messages.text(at === null ? "distribution.turn.held" : "distribution.turn.at", { ...place, day: at?.slice(0, 10) ?? "" }),
      assets: contents.map(({ asset: { name, version, location, place: stands } }) => ({ name, version, location, place: stands })),
    });
  }
  return turns.toSorted((a, b) => (a.at ?? "9").localeCompare(b.at ?? "9"));
}
