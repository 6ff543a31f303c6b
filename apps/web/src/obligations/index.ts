import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const obligationsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/obligations", component: lazyRouteComponent(() => import("./obligations-page.tsx"), "ObligationsPage") });

export const obligationsRoutes = [obligationsRoute] as const;

export const obligationsMenu: readonly MenuEntry[] = [{ to: "/obligations", label: "obligations.menu", roles: "everyone" }];
