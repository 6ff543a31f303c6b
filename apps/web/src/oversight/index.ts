import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const reportsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/reports", component: lazyRouteComponent(() => import("./reports-page.tsx"), "ReportsPage") });

const figuresRoute = createRoute({ getParentRoute: () => rootRoute, path: "/reports/figures", component: lazyRouteComponent(() => import("./figures-page.tsx"), "FiguresPage") });

const reportRoute = createRoute({ getParentRoute: () => rootRoute, path: "/reports/$id", component: lazyRouteComponent(() => import("./report-page.tsx"), "ReportPage") });

const countsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/oversight", component: lazyRouteComponent(() => import("./counts-page.tsx"), "CountsPage") });

const inspectionRoute = createRoute({ getParentRoute: () => rootRoute, path: "/oversight/inspection", component: lazyRouteComponent(() => import("./inspection-page.tsx"), "InspectionPage") });

export const oversightRoutes = [reportsRoute, figuresRoute, reportRoute, countsRoute, inspectionRoute] as const;

export const oversightMenu: readonly MenuEntry[] = [
  { to: "/oversight", label: "oversight.menu", roles: ["oversight"] },
  { to: "/reports", label: "reports.menu", roles: "everyone" },
];
