import { queryOptions } from "@tanstack/react-query";
import { enclaveApi } from "../api.ts";
import type { EnclaveReply } from "../api.ts";

export type Request = EnclaveReply<"GET /requests/{id}">;
export type Requests = EnclaveReply<"GET /requests">["requests"];
export type Keys = EnclaveReply<"GET /keys">;
export type Standard = EnclaveReply<"GET /standards">["standards"][number];
export type RunSamples = EnclaveReply<"GET /requests/{id}/run/samples">;
export type TranscriptEvent = EnclaveReply<"GET /requests/{id}/run/transcript">["events"][number];
export type Measured = NonNullable<Request["results"]>["measures"][number];

const RUNNING_MS = 2_000;
const WAITING_MS = 5_000;

/** How soon to ask again: while something runs by itself, soon; while people are awaited, less often; after the end, never. */
export function askAgainAfter(request: Pick<Request, "state"> | undefined): number | false {
  switch (request?.state) {
    case undefined:
    case "superseded":
    case "lifted":
    case "stopped":
      return false;
    case "requested":
    case "initiated":
    case "benchmarking":
    case "results-sealed":
    case "signed":
      return RUNNING_MS;
    case "intake":
    case "consultation":
    case "recommended":
    case "notified":
    case "reconsideration-requested":
    case "under-reconsideration":
      return WAITING_MS;
  }
}

export const requestsQuery = queryOptions({
  queryKey: ["enclave", "requests"],
  queryFn: () => enclaveApi.call("GET /requests"),
  refetchInterval: WAITING_MS,
});

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ["enclave", "requests", id],
    queryFn: () => enclaveApi.call("GET /requests/{id}", { params: { id } }),
    refetchInterval: ({ state }) => askAgainAfter(state.data),
  });

/** How far a run is; asked while it goes on. */
export const progressQuery = (id: string) =>
  queryOptions({
    queryKey: ["enclave", "requests", id, "progress"],
    queryFn: () => enclaveApi.call("GET /requests/{id}/run/progress", { params: { id } }),
    refetchInterval: RUNNING_MS,
  });

/** Sealed, so that it never changes. */
export const samplesQuery = (id: string, { outcome, flag, from }: { readonly outcome: string; readonly flag: string; readonly from: number }) =>
  queryOptions({
    queryKey: ["enclave", "requests", id, "samples", outcome, flag, from],
    queryFn: () => enclaveApi.call("GET /requests/{id}/run/samples", { params: { id }, query: { from: String(from), ...(outcome !== "" && { outcome }), ...(flag !== "" && { flag }) } }),
    staleTime: Infinity,
  });

export const transcriptQuery = (id: string, { sample, from }: { readonly sample: string; readonly from: number }) =>
  queryOptions({
    queryKey: ["enclave", "requests", id, "transcript", sample, from],
    queryFn: () => enclaveApi.call("GET /requests/{id}/run/transcript", { params: { id }, query: { sample, from: String(from) } }),
    staleTime: Infinity,
  });

export const standardsQuery = queryOptions({ queryKey: ["enclave", "standards"], queryFn: () => enclaveApi.call("GET /standards") });
export const benchmarkSetsQuery = queryOptions({ queryKey: ["enclave", "benchmark-sets"], queryFn: () => enclaveApi.call("GET /benchmark-sets") });
export const keysQuery = queryOptions({ queryKey: ["enclave", "keys"], queryFn: () => enclaveApi.call("GET /keys"), refetchInterval: WAITING_MS });
export const statusQuery = queryOptions({ queryKey: ["enclave", "status"], queryFn: () => enclaveApi.call("GET /status"), refetchInterval: WAITING_MS });
