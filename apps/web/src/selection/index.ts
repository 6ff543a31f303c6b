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

const policyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/selection/policy",
  component: lazyRouteComponent(() => import("./policy-page.tsx"), "PolicyPage"),
});

const complaintsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/selection/complaints",
  component: lazyRouteComponent(() => import("./complaints-page.tsx"), "ComplaintsPage"),
});

export const selectionRoutes = [listRoute, recordRoute, policyRoute, complaintsRoute] as const;

export const selectionMenu: readonly MenuEntry[] = [
  { to: "/selection", label: "selection.menu", roles: ["partner-selection-officer"] },
  { to: "/selection/policy", label: "selection.menu.policy", roles: ["partner-selection-officer"] },
  { to: "/selection/complaints", label: "selection.menu.complaints", roles: ["partner-selection-officer"] },
];
