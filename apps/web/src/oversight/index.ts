import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const reportRoute = createRoute({ getParentRoute: () => rootRoute, path: "/oversight", component: lazyRouteComponent(() => import("./report-page.tsx"), "ReportPage") });

export const oversightRoutes = [reportRoute] as const;

export const oversightMenu: readonly MenuEntry[] = [{ to: "/oversight", label: "oversight.menu", roles: ["oversight"] }];
