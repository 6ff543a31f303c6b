import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { toOrganisationSearch } from "../shell/organisation-search.ts";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { ACTING_FOR_OTHERS, ASKING, TAKING_PART } from "./operator-roles.ts";

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator", component: lazyRouteComponent(() => import("./operator-page.tsx"), "OperatorPage") });

const inventoriesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/inventories", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./inventories-page.tsx"), "InventoriesPage") });

const planRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/plan", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./plan-page.tsx"), "PlanPage") });

const delegatesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/delegates", component: lazyRouteComponent(() => import("./delegates-page.tsx"), "DelegatesPage") });

const municipalitiesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/municipalities", component: lazyRouteComponent(() => import("./municipalities-page.tsx"), "MunicipalitiesPage") });

const helpRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/help", component: lazyRouteComponent(() => import("./help-page.tsx"), "HelpPage") });

export const operatorRoutes = [homeRoute, inventoriesRoute, planRoute, delegatesRoute, municipalitiesRoute, helpRoute] as const;

export const operatorMenu: readonly MenuEntry[] = [
  { to: "/operator/plan", label: "operator.menu.plan", roles: TAKING_PART },
  { to: "/operator/inventories", label: "operator.menu.inventories", roles: TAKING_PART },
  { to: "/operator/delegates", label: "operator.menu.delegates", roles: [ACTING_FOR_OTHERS] },
  { to: "/operator/municipalities", label: "operator.menu.municipalities", roles: ["state-local-authority"] },
  { to: "/operator/help", label: "operator.menu.help", roles: ASKING },
  { to: "/operator", label: "operator.menu.home", roles: TAKING_PART },
];
