import type { SkippedLine, SourcePlace } from "../exposure.types.ts";
import { toInertText } from "../inert-text.rules.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";

/** Collects what was left out of an inventory, and why. */
export class SkipLog {
  readonly #lines: SkippedLine[] = [];
  #beyond = 0;

  add(place: SourcePlace, reason: string, original: string): void {
    if (this.#lines.length >= INVENTORY_LIMITS.skipped) this.#beyond++;
    else this.#lines.push({ ...place, reason, original: toInertText(original, INVENTORY_LIMITS.skippedOriginalLength) });
  }

  lines(): readonly SkippedLine[] {
    if (this.#beyond === 0) return this.#lines;
    return [...this.#lines, { line: null, path: null, reason: `${this.#beyond} more lines were left out for such reasons.`, original: "" }];
  }
}
