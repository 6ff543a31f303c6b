import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const determinationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/developer/determinations/$id",
  component: lazyRouteComponent(() => import("./determination-page.tsx"), "DeterminationPage"),
});

const directorKeysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/director-keys",
  component: lazyRouteComponent(() => import("./director-keys-page.tsx"), "DirectorKeysPage"),
});

export const determinationRoutes = [determinationRoute, directorKeysRoute] as const;

export const determinationMenu: readonly MenuEntry[] = [{ to: "/director-keys", label: "directorKeys.menu", roles: ["developer-release-lead", "developer-security-lead", "administrator"] }];
