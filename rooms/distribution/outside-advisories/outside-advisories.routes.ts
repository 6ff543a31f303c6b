import { idParams } from "#contracts/access";
import { addFeed as addFeedBody, advisoryFeed, advisoryFeedList, importQuery, importReport, MAX_IMPORT_BYTES, outsideAdvisoryList, outsideAdvisoryQuery } from "#contracts/outside-advisories";
import { route, type Route } from "#rooms/platform";
import { addFeed, checkFeedNow, endFeed, showAdvisoryFeeds, showOutside } from "./keep-feeds.ts";
import { importAdvisories, listCandidates } from "./import-advisories.ts";
import { feedResource } from "./feed.resource.ts";

const ROOM = "distribution";
const KEEP = "distribution:keep-advisories";
const KEEP_FEED = "distribution:keep-feed";
const FEED = { kind: feedResource, param: "id" };

export const outsideAdvisoryRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/outside-advisories", summary: "What others published that we match with", permission: "distribution:read-outside", query: outsideAdvisoryQuery, reply: outsideAdvisoryList,
    run: ({ services, query }) => showOutside(services, query.after),
  }),
  route({
    room: ROOM, method: "post", path: "/outside-advisories", summary: "Import advisories that others published: CSAF or OSV, one, one a line, or a ZIP", permission: KEEP, query: importQuery, upload: "application/octet-stream",
    maxBytes: MAX_IMPORT_BYTES, reply: importReport,
    run: ({ services, actor, query, body }) => importAdvisories(services, { actor, feedId: null, candidates: listCandidates(body as Uint8Array, query.fileName) }),
  }),
  route({
    room: ROOM, method: "get", path: "/advisory-feeds", summary: "Where they are fetched from, and how fresh that is", permission: "distribution:read-feeds", reply: advisoryFeedList,
    run: async ({ services }) => ({ feeds: [...(await showAdvisoryFeeds(services))] }),
  }),
  route({
    room: ROOM, method: "post", path: "/advisory-feeds", summary: "Fetch from a CSAF provider or a ROLIE feed from now on", permission: KEEP, body: addFeedBody, reply: advisoryFeed, status: 201,
    run: ({ services, actor, body }) => addFeed(services, { actor, url: body.url }),
  }),
  route({
    room: ROOM, method: "post", path: "/advisory-feeds/{id}/check", summary: "Fetch what is new, now", permission: KEEP_FEED, resource: FEED, params: idParams,
    run: ({ services, params }) => checkFeedNow(services, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/advisory-feeds/{id}/stop", summary: "Fetch nothing more from it", permission: KEEP_FEED, resource: FEED, params: idParams,
    run: ({ services, actor, params }) => endFeed(services, { actor, id: params.id }),
  }),
];
