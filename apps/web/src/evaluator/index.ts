import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/evaluator",
  component: lazyRouteComponent(() => import("./evaluator-list-page.tsx"), "EvaluatorListPage"),
});

const engagementRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/evaluator/engagements/$id",
  component: lazyRouteComponent(() => import("./evaluator-engagement-page.tsx"), "EvaluatorEngagementPage"),
});

const workbenchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/evaluator/engagements/$id/workbench",
  component: lazyRouteComponent(() => import("./workbench-page.tsx"), "WorkbenchPage"),
});

const incidentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/evaluator/engagements/$id/incidents",
  component: lazyRouteComponent(() => import("./incidents-page.tsx"), "EvaluatorIncidentsPage"),
});

export const evaluatorRoutes = [listRoute, engagementRoute, workbenchRoute, incidentsRoute] as const;

export const evaluatorMenu: readonly MenuEntry[] = [{ to: "/evaluator", label: "evaluator.menu", roles: ["agency-evaluator"] }];
