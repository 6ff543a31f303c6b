import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { toOrganisationSearch } from "../shell/organisation-search.ts";
import { rootRoute } from "../shell/root-route.ts";
import { ASKING, ENTERING, HELPERS, KEEPERS, RUNNING } from "./assistance-roles.ts";

const catalogueRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance", component: lazyRouteComponent(() => import("./catalogue-page.tsx"), "CataloguePage") });

const grantsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/grants", component: lazyRouteComponent(() => import("./grants-page.tsx"), "GrantsPage") });

const planGrantsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/grants", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./plan-grants-page.tsx"), "PlanGrantsPage") });

const listsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/lists", component: lazyRouteComponent(() => import("./lists-page.tsx"), "ListsPage") });

const requestsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/requests", component: lazyRouteComponent(() => import("./requests-page.tsx"), "RequestsPage") });

const enterRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/enter", component: lazyRouteComponent(() => import("./enter-page.tsx"), "EnterPage") });

const scanQueueRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/scans", component: lazyRouteComponent(() => import("./scan-queue-page.tsx"), "ScanQueuePage") });

const askedScansRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/scans", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./asked-scans-page.tsx"), "AskedScansPage") });

export const assistanceRoutes = [catalogueRoute, grantsRoute, planGrantsRoute, listsRoute, requestsRoute, enterRoute, scanQueueRoute, askedScansRoute] as const;

export const assistanceMenu: readonly MenuEntry[] = [
  { to: "/operator/scans", label: "scan.menu", roles: ASKING },
  { to: "/operator/grants", label: "assistance.menu.grants", roles: ASKING },
  { to: "/assistance/scans", label: "scan.menu.queue", roles: RUNNING },
  { to: "/assistance/requests", label: "assistance.menu.requests", roles: HELPERS },
  { to: "/assistance/enter", label: "assistance.menu.enter", roles: ENTERING },
  { to: "/distribution/paper", label: "distribution.menu.paper", roles: ENTERING },
  { to: "/assistance/lists", label: "assistance.menu.lists", roles: KEEPERS },
  { to: "/assistance", label: "assistance.menu", roles: "everyone" },
];
