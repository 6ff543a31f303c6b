import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/partner",
  component: lazyRouteComponent(() => import("./partner-list-page.tsx"), "PartnerListPage"),
});

const accessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/partner/$id",
  component: lazyRouteComponent(() => import("./partner-access-page.tsx"), "PartnerAccessPage"),
});

export const partnerRoutes = [listRoute, accessRoute] as const;

export const partnerMenu: readonly MenuEntry[] = [{ to: "/partner", label: "partner.menu", roles: ["partner-security-lead"] }];
