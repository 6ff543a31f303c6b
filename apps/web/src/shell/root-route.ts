import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext } from "@tanstack/react-router";
import type { MessageKey } from "../messages.ts";
import { ErrorPage } from "./error-page.tsx";
import { Layout } from "./layout.tsx";
import type { MenuEntry } from "./menu.rules.ts";
import { NotFoundPage } from "./not-found.tsx";

/** One of the two houses the pages are built into: the harbour, or the enclave on its own machine. */
export interface House {
  readonly name: MessageKey;
  readonly menu: readonly MenuEntry[];
  /** Where pages are that need no script; the enclave has none. */
  readonly plainPages?: string;
}

export interface RouterContext {
  readonly house: House;
  readonly queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Layout,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});
