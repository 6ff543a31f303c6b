import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const criteriaRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/criteria",
  component: lazyRouteComponent(() => import("./criteria-page.tsx"), "CriteriaPage"),
});

/** Reached by the mailed link alone, without an account: not in the menu. */
const complaintRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/complaint",
  component: lazyRouteComponent(() => import("./complaint-page.tsx"), "ComplaintPage"),
});

export const earlyAccessRoutes = [criteriaRoute, complaintRoute] as const;

export const earlyAccessMenu: readonly MenuEntry[] = [{ to: "/criteria", label: "earlyAccess.menu", roles: "everyone" }];
