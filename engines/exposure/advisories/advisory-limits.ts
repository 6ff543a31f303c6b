import type { z } from "zod";

/** Advisories come from anyone: what is beyond these bounds is left out and counted. */
export const ADVISORY_LIMITS = {
  idLength: 200,
  nameLength: 300,
  textLength: 600,
  aliases: 50,
  events: 1_000,
  versions: 20_000,
  products: 50_000,
  parts: 1_000,
  vulnerabilities: 5_000,
  branchDepth: 32,
} as const;

/** Reads a list item by item, so that one unreadable entry does not cost the others. */
export function readEach<Item>(schema: z.ZodType<Item>, entries: readonly unknown[]): { read: readonly Item[]; leftOut: number } {
  const bounded = entries.slice(0, ADVISORY_LIMITS.products);
  const read = bounded.flatMap((entry) => {
    const result = schema.safeParse(entry);
    return result.success ? [result.data] : [];
  });
  return { read, leftOut: entries.length - read.length };
}
