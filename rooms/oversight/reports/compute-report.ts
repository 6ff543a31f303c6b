import type { FigureDefinition, ReportDocument } from "#contracts/oversight";
import { canonicalJson, evaluateFigures, sha256Hex, showFigures, SMALL_CELL, type Period } from "#engines/ledger";
import { findHead, readActs } from "#rooms/audit";
import type { Services } from "#rooms/platform";

export interface ReportWish {
  readonly id: string;
  readonly occasion: ReportDocument["occasion"];
  readonly period: Period;
  /** Leaves of the ledger that are looked at; a signed head has this size. */
  readonly size: number;
}

/** A report's canonical JSON: a function of the ledger's first entries, the definitions and the wish, and of nothing else. */
export async function computeReport(services: Services, definitions: readonly FigureDefinition[], { id, occasion, period, size }: ReportWish): Promise<string> {
  const { origin, root } = await findHead(services, size);
  const evaluation = evaluateFigures(definitions, period);
  for await (const { index, entry } of readActs(services, { kinds: evaluation.kinds, size })) evaluation.take(entry, index);
  const values = showFigures(definitions, evaluation.read());
  return canonicalJson({
    schema: "breakwater-report/1",
    id,
    occasion,
    period,
    checkpoint: { origin, size, root },
    definitionsSha256: digestOf(definitions),
    smallCell: SMALL_CELL,
    figures: definitions.map((definition, place) => ({ definition, value: values[place] })),
  });
}

export function digestOf(definitions: readonly FigureDefinition[]): string {
  return sha256Hex(canonicalJson(definitions));
}
