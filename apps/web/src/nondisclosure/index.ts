import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { UNDERTAKING_READERS } from "./nondisclosure.query.ts";

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/undertakings",
  component: lazyRouteComponent(() => import("./undertaking-list-page.tsx"), "UndertakingListPage"),
});

const undertakingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/undertakings/$id",
  component: lazyRouteComponent(() => import("./undertaking-page.tsx"), "UndertakingPage"),
});

export const nondisclosureRoutes = [listRoute, undertakingRoute] as const;

export const nondisclosureMenu: readonly MenuEntry[] = [{ to: "/undertakings", label: "nondisclosure.menu", roles: UNDERTAKING_READERS }];
