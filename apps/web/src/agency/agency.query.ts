import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations, Reply } from "../api.ts";

export type Workbench = Reply<"GET /agency/workbench">;
export type DatingPhase = Workbench["phase"];
export type ForecastWeek = Workbench["forecast"][number];
export type DueGroup = Reply<"GET /agency/due">["groups"][number];
export type DueSpan = Operations["GET /agency/due"]["query"]["span"];
export type Instance = Reply<"GET /agency/instances">["instances"][number];
export type InstanceDetail = Reply<"GET /agency/instances/{id}">;
export type InstanceFilter = Operations["GET /agency/instances/export"]["query"];
export type Justification = NonNullable<Instance["justification"]>;
export type Environment = Instance["environment"];
export type Exposure = Instance["exposed"];
export type Tier = Instance["tier"];
export type Asset = Reply<"GET /agency/assets">["assets"][number];
export type AssetReceipt = Reply<"POST /agency/assets/import">;
export type Scan = Reply<"GET /agency/imports">["imports"][number];
export type Scanner = Scan["scanner"];
export type Template = Reply<"GET /agency/templates">["templates"][number];
export type ForensicTask = Reply<"GET /agency/forensics">["tasks"][number];
export type ToldLine = Scan["told"][number];

export const workbenchQuery = queryOptions({ queryKey: ["agency", "workbench"], queryFn: () => api.call("GET /agency/workbench") });
export const itemsQuery = queryOptions({ queryKey: ["agency", "items"], queryFn: () => api.call("GET /agency/items") });
export const itemQuery = (id: string) => queryOptions({ queryKey: ["agency", "items", id], queryFn: () => api.call("GET /agency/items/{id}", { params: { id } }) });
export const instanceQuery = (id: string) => queryOptions({ queryKey: ["agency", "instances", "one", id], queryFn: () => api.call("GET /agency/instances/{id}", { params: { id } }) });
export const scansQuery = queryOptions({ queryKey: ["agency", "scans"], queryFn: () => api.call("GET /agency/imports") });
export const templatesQuery = queryOptions({ queryKey: ["agency", "templates"], queryFn: () => api.call("GET /agency/templates"), staleTime: "static" });
export const forensicsQuery = queryOptions({ queryKey: ["agency", "forensics"], queryFn: () => api.call("GET /agency/forensics") });
export const ownExceptionsQuery = queryOptions({ queryKey: ["agency", "exceptions"], queryFn: () => api.call("GET /agency/instance-exceptions") });

const paged = { initialPageParam: null as string | null, getNextPageParam: ({ next }: { readonly next: string | null }) => next };
const after = (pageParam: string | null) => (pageParam === null ? {} : { after: pageParam });

/** What to fix in a span, the soonest due first: its first page. */
export const dueQuery = (span: DueSpan) => queryOptions({ queryKey: ["agency", "due", span], queryFn: () => api.call("GET /agency/due", { query: { span } }) });

export const instancesQuery = (filter: InstanceFilter) =>
  infiniteQueryOptions({ ...paged, queryKey: ["agency", "instances", "list", filter], queryFn: ({ pageParam }) => api.call("GET /agency/instances", { query: { ...filter, ...after(pageParam) } }) });

export const assetsQuery = infiniteQueryOptions({ ...paged, queryKey: ["agency", "assets"], queryFn: ({ pageParam }) => api.call("GET /agency/assets", { query: after(pageParam) }) });
