import type { SeverityLevel } from "#contracts/findings";

/*
 * How much harm a finding would do if it waited, as one number from 0 to 1000 by which scarce work is ordered: runs of
 * reproducers first of all. It orders and decides nothing: how soon a finding is due is a published table's word.
 *
 *   1000 points:  evidence 500 · exploited 200 · severity 160 · exposure 100 · weakness 40
 *
 * Evidence weighs as much as everything else together: nothing that its finder merely says, nor how many run the
 * product, brings a record with nothing to run before one that can be run. So junk never outranks what was shown,
 * whatever it claims of itself (all other inputs of an untriaged finding are attacker-controlled, or about the product
 * that it chose to name).
 */
export interface HarmFacts {
  /** The clearinghouse's or the maintainer's before the finder's; null while nobody has said. */
  readonly severity: SeverityLevel | null;
  /** A CWE id as the finder gives it. */
  readonly weakness: string;
  /** A program that we can run, or have run. */
  readonly hasReproducer: boolean;
  /** Enrolled operators who run the product; null while nobody has counted. */
  readonly exposedOperators: number | null;
  readonly inKev: boolean;
}

const REPRODUCER_POINTS = 500;
const KEV_POINTS = 200;
// Unknown stands with medium: to stay silent must neither pay nor cost.
const SEVERITY_POINTS: Readonly<Record<SeverityLevel, number>> = { none: 0, low: 40, medium: 80, high: 120, critical: 160 };
const EXPOSURE_POINTS = 100;
/** Each doubling of the operators adds a step, up to 1024 of them: the tenth exposed matters more than the thousandth. */
const EXPOSURE_DOUBLINGS = 10;
const WEAKNESS_POINTS = 40;

// Weaknesses that commonly end in somebody else's code running, or in somebody else's account. Kept short on purpose.
const GRAVE_WEAKNESSES: readonly number[] = [22, 77, 78, 79, 89, 94, 119, 120, 121, 122, 125, 190, 269, 287, 306, 352, 415, 416, 434, 502, 787, 798, 843, 862, 863, 918];

/** From 0 to 1000, larger first. Total over whatever a finder writes; never falls when severity, exposure or KEV rises. */
export function expectedHarm({ severity, weakness, hasReproducer, exposedOperators, inKev }: HarmFacts): number {
  return (
    (hasReproducer ? REPRODUCER_POINTS : 0) +
    (inKev ? KEV_POINTS : 0) +
    SEVERITY_POINTS[severity ?? "medium"] +
    scoreExposure(exposedOperators ?? 0) +
    (isGrave(weakness) ? WEAKNESS_POINTS : 0)
  );
}

function scoreExposure(operators: number): number {
  const doublings = Math.log2(1 + Math.max(0, Number.isFinite(operators) ? operators : 0));
  return Math.round((Math.min(doublings, EXPOSURE_DOUBLINGS) / EXPOSURE_DOUBLINGS) * EXPOSURE_POINTS);
}

function isGrave(weakness: string): boolean {
  const number = /^CWE-(\d{1,5})$/i.exec(weakness.trim())?.[1];
  return number !== undefined && GRAVE_WEAKNESSES.includes(Number(number));
}
