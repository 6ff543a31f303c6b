import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { toAsOfSearch } from "./as-of.rules.ts";

const obligationsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/obligations", validateSearch: toAsOfSearch, component: lazyRouteComponent(() => import("./obligations-page.tsx"), "ObligationsPage") });

const grantsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/obligations/grants", component: lazyRouteComponent(() => import("./grants-page.tsx"), "GrantsPage") });

const hiringRoute = createRoute({ getParentRoute: () => rootRoute, path: "/obligations/hiring", component: lazyRouteComponent(() => import("./hiring-page.tsx"), "HiringPage") });

const installationsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/obligations/installations", component: lazyRouteComponent(() => import("./installations-page.tsx"), "InstallationsPage") });

export const obligationsRoutes = [obligationsRoute, grantsRoute, hiringRoute, installationsRoute] as const;

export const obligationsMenu: readonly MenuEntry[] = [{ to: "/obligations", label: "obligations.menu", roles: "everyone" }];
