import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/selection",
  component: lazyRouteComponent(() => import("./selection-list-page.tsx"), "SelectionListPage"),
});

const recordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/selection/$id",
  component: lazyRouteComponent(() => import("./selection-page.tsx"), "SelectionPage"),
});

export const selectionRoutes = [listRoute, recordRoute] as const;

export const selectionMenu: readonly MenuEntry[] = [{ to: "/selection", label: "selection.menu", roles: ["partner-selection-officer"] }];
