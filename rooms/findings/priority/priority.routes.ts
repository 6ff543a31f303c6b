import { idParams } from "#contracts/access";
import { feedList, feedQuery, MAX_FEED_BYTES, priorityView, referVulnerability as referBody, sayExploited as sayBody, setFeedSource as sourceBody } from "#contracts/priority";
import { route, type Route } from "#rooms/platform";
import { findingResource } from "../findings.resources.ts";
import { importFeed, setFeedSource, showFeeds } from "./import-feed.ts";
import { referVulnerability, sayExploited } from "./refer-vulnerability.ts";
import { showPriority } from "./show-priority.ts";

const ROOM = "findings";
const FINDING = { kind: findingResource, param: "id" };

const takeFeed = (feed: "kev" | "epss", summary: string) =>
  route({
    room: ROOM, method: "post", path: `/feeds/${feed}`, summary, permission: "findings:keep-feeds", query: feedQuery, upload: "application/octet-stream", maxBytes: MAX_FEED_BYTES, reply: feedList,
    run: async ({ services, actor, query, body }) => {
      await importFeed(services, { actor, feed, bytes: body as Uint8Array, insist: query.insist === "true" });
      return showFeeds(services);
    },
  });

export const priorityRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/findings/{id}/priority", summary: "What a finding's priority stands on", permission: "findings:read", resource: FINDING, params: idParams, reply: priorityView,
    run: ({ services, actor, params }) => showPriority(services, { actor, findingId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/references", summary: "Note an id that others gave the same weakness", permission: "findings:prioritise", resource: FINDING, params: idParams, body: referBody, reply: priorityView,
    run: async ({ services, actor, params, body }) => {
      await referVulnerability(services, { actor, findingId: params.id, ...body });
      return showPriority(services, { actor, findingId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/exploitation", summary: "Say that a weakness is exploited now", permission: "findings:prioritise", resource: FINDING, params: idParams, body: sayBody, reply: priorityView,
    run: async ({ services, actor, params, body }) => {
      await sayExploited(services, { actor, findingId: params.id, ...body });
      return showPriority(services, { actor, findingId: params.id });
    },
  }),
  route({
    room: ROOM, method: "get", path: "/feeds", summary: "How fresh KEV and EPSS are", permission: "findings:read-feeds", reply: feedList,
    run: ({ services }) => showFeeds(services),
  }),
  takeFeed("kev", "Take a release of CISA's KEV catalogue, JSON"),
  takeFeed("epss", "Take a day's EPSS scores, CSV, plain or gzip"),
  route({
    room: ROOM, method: "post", path: "/feeds/source", summary: "Say where a feed is fetched from", permission: "findings:keep-feeds", body: sourceBody, reply: feedList,
    run: async ({ services, actor, body }) => {
      await setFeedSource(services, { actor, ...body });
      return showFeeds(services);
    },
  }),
];
