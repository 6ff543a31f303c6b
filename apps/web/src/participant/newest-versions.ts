import type { Draft } from "./participant.query.ts";

/** One entry for each draft: its newest version, and those before it, newest first. */
export function newestVersions(drafts: readonly Draft[]): readonly { readonly newest: Draft; readonly earlier: readonly Draft[] }[] {
  return [...Map.groupBy(drafts, ({ id }) => id).values()].flatMap((versions) => {
    const [newest, ...earlier] = versions.toSorted((a, b) => b.version - a.version);
    return newest ? [{ newest, earlier }] : [];
  });
}
