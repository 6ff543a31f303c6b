import { useQueryClient } from "@tanstack/react-query";
import { useRouteContext, useRouter } from "@tanstack/react-router";
import { firstPageFor } from "../shell/menu.rules.ts";
import { sessionQuery, useForgetEverything } from "../shell/session.ts";

/** After a session was opened: forget what was read before, and go on. Replaces the sign-in page in the history. */
export function useEnterHouse(): (next?: string) => Promise<void> {
  const router = useRouter();
  const queryClient = useQueryClient();
  const forgetEverything = useForgetEverything();
  const { house } = useRouteContext({ from: "__root__" });
  return async (next) => {
    await forgetEverything();
    const person = await queryClient.fetchQuery(sessionQuery);
    router.history.replace(next ?? firstPageFor(house.menu, person?.roles ?? []));
  };
}
