import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const criteriaRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/criteria",
  component: lazyRouteComponent(() => import("./criteria-page.tsx"), "CriteriaPage"),
});

export const earlyAccessRoutes = [criteriaRoute] as const;

export const earlyAccessMenu: readonly MenuEntry[] = [{ to: "/criteria", label: "earlyAccess.menu", roles: "everyone" }];
