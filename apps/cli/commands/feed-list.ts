import type { Operations } from "#api-client";
import { askServer } from "../ask-server.ts";

export const feedList = askServer({
  noun: "feed",
  verb: "list",
  summary: "Say how fresh KEV and EPSS are, and what was wrong with the last file",
  examples: ["feed list", "feed list --json"],
  ask: (api) => api.call("GET /feeds"),
  tell: tellFeeds,
});

type FeedList = Operations["GET /feeds"]["reply"];

export function tellFeeds({ feeds }: FeedList): readonly string[] {
  return feeds.flatMap(tellFeed);
}

function tellFeed({ feed, source, taken, cadenceHours, isStale, refused }: FeedList["feeds"][number]): readonly string[] {
  const age = taken ? `${taken.records} records of ${taken.releasedAt}, ${taken.ageHours} h old${isStale ? `, STALE: expected every ${cadenceHours} h` : ""}` : "never taken";
  return [
    `${feed}  ${age}`,
    ...(taken && taken.missed > 0 ? [`  ${taken.missed} releases before it were never seen`] : []),
    ...(refused ? [`  not taken at ${refused.at} (${refused.fault}): ${refused.detail}`] : []),
    `  ${source === null ? "comes by file" : `fetched from ${source}`}`,
  ];
}
