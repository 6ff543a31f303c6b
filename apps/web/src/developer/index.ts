import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { DEVELOPER_ROLES } from "./developer-roles.ts";

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/developer",
  component: lazyRouteComponent(() => import("./engagement-list-page.tsx"), "EngagementListPage"),
});

const engagementRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/developer/engagements/$id",
  component: lazyRouteComponent(() => import("./engagement-page.tsx"), "EngagementPage"),
});

const partnerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/developer/engagements/$id/partners/$partnerId",
  component: lazyRouteComponent(() => import("./partner-page.tsx"), "PartnerPage"),
});

const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/developer/engagements/$id/activity",
  component: lazyRouteComponent(() => import("./activity-page.tsx"), "ActivityPage"),
});

const incidentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/developer/engagements/$id/incidents",
  component: lazyRouteComponent(() => import("./incidents-page.tsx"), "DeveloperIncidentsPage"),
});

export const developerRoutes = [listRoute, engagementRoute, activityRoute, incidentsRoute, partnerRoute] as const;

export const developerMenu: readonly MenuEntry[] = [{ to: "/developer", label: "developer.menu", roles: DEVELOPER_ROLES }];
