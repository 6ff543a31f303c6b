import { WAVES, type Wave, type WavePolicyWords } from "#contracts/deployment";
import type { Sector } from "#contracts/distribution";

/*
 * In which order a fix of ours goes out: to a few volunteers, to those who must not stand still, to the rest.
 *
 *   going-out ──next──▶ going-out (the wave after) … ──next──▶ ended (everybody was told)
 *   going-out ──hold──▶ held ──resume──▶ going-out          too many that went first say that it failed; a person looked at it
 *   going-out, held ──skip──▶ ended                         an exploited flaw: everybody is told now, by a recorded decision
 *   going-out, held ──recall──▶ ended                       nothing more is told but the recall
 *
 * A wave without anybody in it takes no time. Whoever waits is not told yet, so nothing counts as late for them. What others
 * have published goes to everybody at once: it is out already.
 */
export type WavePolicyBounds = Omit<WavePolicyWords, "reason">;

/** What decides in which wave an operator is. */
export interface WaveFacts {
  /** Volunteered, and early enough to be among the first. */
  readonly isCanary: boolean;
  readonly sector: Sector;
  /** Marked something that is affected as vital. */
  readonly hasVital: boolean;
}

export function waveOf({ isCanary, sector, hasVital }: WaveFacts, policy: WavePolicyBounds): Wave {
  if (isCanary) return "canary";
  return hasVital || policy.essentialSectors.includes(sector) ? "essential" : "rest";
}

/** Whether an operator of this wave may be told when `open` was told last. */
export function isWaveOpen(wave: Wave, open: Wave): boolean {
  return WAVES.indexOf(wave) <= WAVES.indexOf(open);
}

export function nextWave(wave: Wave): Wave | undefined {
  return WAVES[WAVES.indexOf(wave) + 1];
}

const HOUR_MS = 3_600_000;

/** When the wave after this one is told, if nothing holds it; null after the last. */
export function nextAt(wave: Wave, waveAt: Date, policy: WavePolicyBounds): Date | null {
  const hours = { canary: policy.canaryHours, essential: policy.essentialHours, rest: null }[wave];
  return hours === null ? null : new Date(waveAt.getTime() + hours * HOUR_MS);
}

/** When a wave that still waits is told, if nothing holds those before it; null while they are held. */
export function turnOf(wave: Wave, open: { readonly wave: Wave; readonly nextAt: string | null }, policy: WavePolicyBounds): Date | null {
  if (open.nextAt === null) return null;
  const between = WAVES.slice(WAVES.indexOf(open.wave) + 1, WAVES.indexOf(wave));
  return between.reduce<Date | null>((at, one) => at && nextAt(one, at, policy), new Date(open.nextAt));
}

/** What those who went first say of it: operators, each once, the worst that one said. */
export interface WaveReports {
  readonly applied: number;
  readonly failed: number;
}

/** Whether the next wave is held: more failures than the policy bears, of all that reported, and more than a person has looked at. */
export function isHeld({ applied, failed }: WaveReports, policy: WavePolicyBounds, failuresSeen: number): boolean {
  return failed > failuresSeen && failed * 100 > policy.mostFailedPercent * (applied + failed);
}
