import { newsParams } from "#contracts/news";
import { route, type Route } from "#rooms/platform";
import { serveNews } from "./serve-news.ts";

export const newsRoutes: readonly Route[] = [
  route({
    room: "publication", method: "get", path: "/feeds/news/{file}", summary: "What is new, as Atom or RSS", permission: "public", params: newsParams, reply: "application/xml",
    run: ({ services, exchange, params }) => serveNews(services, exchange, params.file),
  }),
];
