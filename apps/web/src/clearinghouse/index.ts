import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { toQueueFilter } from "./queue.rules.ts";
import type { QueueFilter } from "./queue.rules.ts";

const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/clearinghouse",
  validateSearch: (search: Record<string, unknown>): { state?: QueueFilter } => {
    const state = toQueueFilter(search["state"]);
    return state ? { state } : {};
  },
  component: lazyRouteComponent(() => import("./queue-page.tsx"), "QueuePage"),
});

const findingRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/findings/$id", component: lazyRouteComponent(() => import("./finding-page.tsx"), "ClearinghouseFindingPage") });

const casesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases", component: lazyRouteComponent(() => import("./cases-page.tsx"), "CasesPage") });

const caseRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id", component: lazyRouteComponent(() => import("./case-page.tsx"), "CasePage") });

const projectsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/projects", component: lazyRouteComponent(() => import("./projects-page.tsx"), "ProjectsPage") });

export const clearinghouseRoutes = [queueRoute, findingRoute, casesRoute, caseRoute, projectsRoute] as const;

export const clearinghouseMenu: readonly MenuEntry[] = [
  { to: "/clearinghouse", label: "clearinghouse.menu.queue", roles: ["clearinghouse-analyst", "validator", "clearinghouse-director"] },
  { to: "/clearinghouse/cases", label: "clearinghouse.menu.cases", roles: ["clearinghouse-analyst", "clearinghouse-director"] },
  { to: "/clearinghouse/projects", label: "clearinghouse.menu.projects", roles: ["clearinghouse-analyst", "clearinghouse-director"] },
];
