import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { AnyRouter } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { QueryClient } from "@tanstack/react-query";
import { focusHeadingAfterNavigation } from "./navigation-focus.ts";

/** Draws a house into the page's #root. */
export function openHouse(router: AnyRouter, queryClient: QueryClient): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("The page has no element #root");
  focusHeadingAfterNavigation(router);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
