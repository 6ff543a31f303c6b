import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { CLEARINGHOUSE } from "./clearinghouse-roles.ts";
import { toListSearch, toQueueSearch } from "./search.rules.ts";

const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/clearinghouse",
  validateSearch: toQueueSearch,
  component: lazyRouteComponent(() => import("./queue-page.tsx"), "QueuePage"),
});

const findingsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/findings", validateSearch: toListSearch, component: lazyRouteComponent(() => import("./findings-list-page.tsx"), "FindingsListPage") });

const rejectionsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/rejections", component: lazyRouteComponent(() => import("./rejections-page.tsx"), "RejectionsPage") });

const feedsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/feeds", component: lazyRouteComponent(() => import("./feeds-page.tsx"), "FeedsPage") });

const findingRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/findings/$id", component: lazyRouteComponent(() => import("./finding-page.tsx"), "ClearinghouseFindingPage") });

const casesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases", component: lazyRouteComponent(() => import("./cases-page.tsx"), "CasesPage") });

const caseRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id", component: lazyRouteComponent(() => import("./case-page.tsx"), "CasePage") });

const projectsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/projects", component: lazyRouteComponent(() => import("./projects-page.tsx"), "ProjectsPage") });

export const clearinghouseRoutes = [queueRoute, findingsRoute, rejectionsRoute, feedsRoute, findingRoute, casesRoute, caseRoute, projectsRoute] as const;

export const clearinghouseMenu: readonly MenuEntry[] = [
  { to: "/clearinghouse", label: "clearinghouse.menu.queue", roles: CLEARINGHOUSE },
  { to: "/clearinghouse/cases", label: "clearinghouse.menu.cases", roles: ["clearinghouse-analyst", "clearinghouse-director"] },
  { to: "/clearinghouse/projects", label: "clearinghouse.menu.projects", roles: ["clearinghouse-analyst", "clearinghouse-director"] },
];
