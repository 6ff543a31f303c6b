import type { Services } from "#rooms/platform";
import type { MatchRow } from "./distribution.store.ts";
import type { MatchContent } from "./distribution.types.ts";

const PURPOSE = "distribution-match";

export function sealContent(services: Services, id: string, content: MatchContent): string {
  return services.keys.seal(PURPOSE, id, JSON.stringify(content));
}

/** What a match is about. */
export function openContent(services: Services, row: Pick<MatchRow, "id" | "content">): MatchContent {
  return JSON.parse(services.keys.open(PURPOSE, row.id, row.content).toString("utf8")) as MatchContent;
}
