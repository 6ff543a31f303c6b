import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const participantsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id/participants", component: lazyRouteComponent(() => import("./participants-page.tsx"), "CaseParticipantsPage") });

const embargoRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id/embargo", component: lazyRouteComponent(() => import("./embargo-page.tsx"), "CaseEmbargoPage") });

const threadsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id/threads", component: lazyRouteComponent(() => import("./threads-page.tsx"), "CaseThreadsPage") });

const tasksRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id/tasks", component: lazyRouteComponent(() => import("./tasks-page.tsx"), "CaseTasksPage") });

const draftsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id/drafts", component: lazyRouteComponent(() => import("./drafts-page.tsx"), "CaseDraftsPage") });

const handOffRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/cases/$id/hand-off", component: lazyRouteComponent(() => import("./hand-off-page.tsx"), "CaseHandOffPage") });

const policyRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/policy", component: lazyRouteComponent(() => import("./embargo-policy-page.tsx"), "EmbargoPolicyPage") });

const projectRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/projects/$id", component: lazyRouteComponent(() => import("./project-page.tsx"), "ProjectPage") });

/** The parts of a case, each a page of its own; the case's first page is the clearinghouse's. */
export const casesRoutes = [participantsRoute, embargoRoute, threadsRoute, tasksRoute, draftsRoute, handOffRoute, policyRoute, projectRoute] as const;
