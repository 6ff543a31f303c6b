import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { ASKING, TAKING_PART } from "./operator-roles.ts";

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator", component: lazyRouteComponent(() => import("./operator-page.tsx"), "OperatorPage") });

const inventoriesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/inventories", component: lazyRouteComponent(() => import("./inventories-page.tsx"), "InventoriesPage") });

const planRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/plan", component: lazyRouteComponent(() => import("./plan-page.tsx"), "PlanPage") });

const helpRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/help", component: lazyRouteComponent(() => import("./help-page.tsx"), "HelpPage") });

export const operatorRoutes = [homeRoute, inventoriesRoute, planRoute, helpRoute] as const;

export const operatorMenu: readonly MenuEntry[] = [
  { to: "/operator/plan", label: "operator.menu.plan", roles: TAKING_PART },
  { to: "/operator/inventories", label: "operator.menu.inventories", roles: TAKING_PART },
  { to: "/operator/help", label: "operator.menu.help", roles: ASKING },
  { to: "/operator", label: "operator.menu.home", roles: TAKING_PART },
];
