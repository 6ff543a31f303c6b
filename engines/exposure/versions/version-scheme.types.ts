import type { SchemeName } from "../exposure.types.ts";

/**
 * How one family of versions is ordered. `compare` is written from the scheme's own rule and `key` is a separate
 * encoding, so that each can be tested against the other. `parse` is given text without outer spaces, neither empty nor
 * longer than 200 characters, and returns undefined for what the scheme cannot order.
 */
export interface VersionScheme<Parsed> {
  readonly name: SchemeName;
  parse(version: string): Parsed | undefined;
  compare(a: Parsed, b: Parsed): number;
  /** Bytes whose unsigned lexicographic order is the order of `compare`; equal versions have equal bytes. */
  key(version: Parsed): readonly number[];
}
