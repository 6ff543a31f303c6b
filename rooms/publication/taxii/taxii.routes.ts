import { taxiiCollectionParams, taxiiObjectParams, taxiiObjectQuery, taxiiObjectsQuery, taxiiStatusParams, taxiiVersionsQuery } from "#contracts/taxii";
import { notFound, route, type Route, type RouteDefinition } from "#rooms/platform";
import { refuseWriting, serveApiRoot, serveCollection, serveCollections, serveDiscovery, serveManifest, serveObjects, serveVersions } from "./serve-taxii.ts";
import { refuseAsTaxii } from "./taxii.errors.ts";
import { isTaxiiContent, TAXII_MEDIA_TYPE } from "./taxii.rules.ts";

const ROOT = "/taxii2/public";
const COLLECTION = `${ROOT}/collections/{collection}`;
const OBJECT = `${COLLECTION}/objects/{id}`;

function taxii<Params, Query>(definition: Pick<RouteDefinition<Params, Query, never, never>, "path" | "summary" | "params" | "query" | "run"> & { readonly method?: "post" | "delete" }): Route {
  return route({ method: "get", ...definition, room: "publication", alsoAt: definition.path, permission: "public", reply: TAXII_MEDIA_TYPE, refuseAs: refuseAsTaxii });
}

export const taxiiRoutes: readonly Route[] = [
  taxii({ path: "/taxii2/", summary: "TAXII: what this server offers", run: serveDiscovery }),
  taxii({ path: `${ROOT}/`, summary: "TAXII: the API root", run: serveApiRoot }),
  taxii({ path: `${ROOT}/status/{id}/`, summary: "TAXII: state of a request to add objects; there are none", params: taxiiStatusParams, run: async () => Promise.reject(notFound()) }),
  taxii({ path: `${ROOT}/collections/`, summary: "TAXII: the collections", run: serveCollections }),
  taxii({ path: `${COLLECTION}/`, summary: "TAXII: one collection", params: taxiiCollectionParams, run: (asked) => serveCollection(asked, asked.params.collection) }),
  taxii({ path: `${COLLECTION}/manifest/`, summary: "TAXII: which objects there are", params: taxiiCollectionParams, query: taxiiObjectsQuery, run: (asked) => serveManifest(asked, asked.params.collection, asked.query) }),
  taxii({ path: `${COLLECTION}/objects/`, summary: "TAXII: the objects of published advisories", params: taxiiCollectionParams, query: taxiiObjectsQuery, run: (asked) => serveObjects(asked, asked.params.collection, asked) }),
  taxii({ method: "post", path: `${COLLECTION}/objects/`, summary: "TAXII: refused, as nobody adds objects from outside", params: taxiiCollectionParams, run: async (asked) => refuseWriting(asked, asked.params.collection, { isTaxii: isTaxiiContent(asked.exchange.header("content-type")) }) }),
  taxii({ path: `${OBJECT}/`, summary: "TAXII: one object", params: taxiiObjectParams, query: taxiiObjectQuery, run: (asked) => serveObjects(asked, asked.params.collection, { id: asked.params.id, query: asked.query }) }),
  taxii({ method: "delete", path: `${OBJECT}/`, summary: "TAXII: refused, as nothing that was published is deleted", params: taxiiObjectParams, run: async (asked) => refuseWriting(asked, asked.params.collection, { isTaxii: true }) }),
  taxii({ path: `${OBJECT}/versions/`, summary: "TAXII: the versions of one object", params: taxiiObjectParams, query: taxiiVersionsQuery, run: (asked) => serveVersions(asked, asked.params.collection, { id: asked.params.id, query: asked.query }) }),
];
