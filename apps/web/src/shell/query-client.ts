import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, mayPass } from "../api.ts";
import { sessionQuery } from "./session.ts";

const RETRIES = 2;

/** Retries what may pass by itself (no answer, a failing server), never a refusal; a lost session is noticed at once. */
export function createQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) queryClient.setQueryData(sessionQuery.queryKey, null);
      },
    }),
    defaultOptions: {
      queries: { retry: (failures, error) => failures < RETRIES && mayPass(error), staleTime: 5_000 },
    },
  });
  return queryClient;
}
