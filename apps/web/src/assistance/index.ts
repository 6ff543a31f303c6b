import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { ASKING, HELPERS, RUNNING } from "./assistance-roles.ts";

const catalogueRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance", component: lazyRouteComponent(() => import("./catalogue-page.tsx"), "CataloguePage") });

const requestsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/requests", component: lazyRouteComponent(() => import("./requests-page.tsx"), "RequestsPage") });

const scanQueueRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/scans", component: lazyRouteComponent(() => import("./scan-queue-page.tsx"), "ScanQueuePage") });

const askedScansRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/scans", component: lazyRouteComponent(() => import("./asked-scans-page.tsx"), "AskedScansPage") });

export const assistanceRoutes = [catalogueRoute, requestsRoute, scanQueueRoute, askedScansRoute] as const;

export const assistanceMenu: readonly MenuEntry[] = [
  { to: "/operator/scans", label: "scan.menu", roles: ASKING },
  { to: "/assistance/scans", label: "scan.menu.queue", roles: RUNNING },
  { to: "/assistance/requests", label: "assistance.menu.requests", roles: HELPERS },
  { to: "/assistance", label: "assistance.menu", roles: "everyone" },
];
