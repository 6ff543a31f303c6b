import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations, Reply } from "../api.ts";

export type DirectiveHeading = Reply<"GET /directives">["directives"][number];
export type Directive = Reply<"GET /directives/{id}">;
export type DirectiveAction = Directive["actions"][number];
export type DecisionRow = Directive["table"][number];
export type Deadline = DirectiveAction["deadline"];
export type Draft = Reply<"GET /directive-work/drafts">["drafts"][number];
export type Words = Operations["POST /directive-work/drafts/{id}/words"]["body"];
export type AgencyList = Reply<"GET /directive-work/agencies/list">;
export type AgencyChange = AgencyList["waiting"][number];
export type Branch = Operations["POST /directive-work/agencies/list"]["body"]["branch"];
export type AgencyCount = Reply<"GET /directive-work/agencies">["agencies"][number];
export type DatingPhase = Reply<"GET /directive-work/agencies">["phase"];
export type Item = Reply<"GET /directive-work/items/{id}">["item"];
export type ItemDetail = Reply<"GET /directive-work/items/{id}">;
export type ItemTurn = ItemDetail["turns"][number];
export type ItemException = ItemDetail["exceptions"][number];
export type InstanceException = Reply<"GET /directive-work/instance-exceptions">["exceptions"][number];

export const directivesQuery = queryOptions({ queryKey: ["directives", "list"], queryFn: () => api.call("GET /directives") });
export const directiveQuery = (id: string) => queryOptions({ queryKey: ["directives", "one", id], queryFn: () => api.call("GET /directives/{id}", { params: { id } }) });
export const instanceCountsQuery = queryOptions({ queryKey: ["directives", "instance-counts"], queryFn: () => api.call("GET /instance-counts") });
export const draftsQuery = queryOptions({ queryKey: ["directives", "drafts"], queryFn: () => api.call("GET /directive-work/drafts") });
export const revocationsQuery = queryOptions({ queryKey: ["directives", "revocations"], queryFn: () => api.call("GET /directive-work/revocations") });
export const agencyListQuery = queryOptions({ queryKey: ["directives", "agencies"], queryFn: () => api.call("GET /directive-work/agencies/list") });
export const agencyCountsQuery = queryOptions({ queryKey: ["directives", "agency-counts"], queryFn: () => api.call("GET /directive-work/agencies") });
export const exceptionsQuery = queryOptions({ queryKey: ["directives", "exceptions"], queryFn: () => api.call("GET /directive-work/exceptions") });
export const instanceExceptionsQuery = queryOptions({ queryKey: ["directives", "instance-exceptions"], queryFn: () => api.call("GET /directive-work/instance-exceptions") });
export const itemQuery = (id: string) => queryOptions({ queryKey: ["directives", "items", "one", id], queryFn: () => api.call("GET /directive-work/items/{id}", { params: { id } }) });

/** What one agency owes, page by page. */
export const itemsQuery = (agencyId: string) =>
  infiniteQueryOptions({
    queryKey: ["directives", "items", "of", agencyId],
    queryFn: ({ pageParam }) => api.call("GET /directive-work/items", { query: { agencyId, ...(pageParam === null ? {} : { after: pageParam }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
