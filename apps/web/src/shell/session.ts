import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, ApiError } from "../api.ts";
import type { Person } from "../api.ts";

export type Session =
  | { readonly state: "unknown" }
  | { readonly state: "signed-out" }
  | { readonly state: "signed-in"; readonly person: Person };

/** The signed-in person, or null. */
export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: findPerson, staleTime: 60_000 });

async function findPerson(): Promise<Person | null> {
  try {
    const { person } = await api.call("GET /session");
    return person;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (data === undefined) return { state: "unknown" };
  return data === null ? { state: "signed-out" } : { state: "signed-in", person: data };
}

/** After a change of person nothing read for the former one may stay in memory. */
export function useForgetEverything(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    // First who is here now: what only the former person may ask for goes from the page, and asks no more.
    await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    queryClient.removeQueries({ predicate: isOfAPerson });
  };
}

export function useSignOut() {
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.call("DELETE /session"),
    onSuccess: async () => {
      queryClient.setQueryData(sessionQuery.queryKey, null);
      await router.navigate({ to: "/" });
      queryClient.removeQueries({ predicate: isOfAPerson });
    },
  });
}

function isOfAPerson({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey[0] !== sessionQuery.queryKey[0];
}
