import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const advisoriesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/advisories", component: lazyRouteComponent(() => import("./advisories-page.tsx"), "AdvisoriesPage") });

const advisoryRoute = createRoute({ getParentRoute: () => rootRoute, path: "/advisories/$id", component: lazyRouteComponent(() => import("./advisory-page.tsx"), "AdvisoryPage") });

const revisionsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/advisories/$id/revisions", component: lazyRouteComponent(() => import("./revisions-page.tsx"), "RevisionsPage") });

const reviseRoute = createRoute({ getParentRoute: () => rootRoute, path: "/advisories/$id/revise", component: lazyRouteComponent(() => import("./revise-page.tsx"), "RevisePage") });

export const advisoriesRoutes = [advisoriesRoute, advisoryRoute, revisionsRoute, reviseRoute] as const;

export const advisoriesMenu: readonly MenuEntry[] = [{ to: "/advisories", label: "advisories.title", roles: "everyone" }];
