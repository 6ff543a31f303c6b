import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people",
  validateSearch: (search: Record<string, unknown>): { organisation?: string } => (typeof search["organisation"] === "string" && /^org_[0-9a-z]{20}$/.test(search["organisation"]) ? { organisation: search["organisation"] } : {}),
  component: lazyRouteComponent(() => import("./people-page.tsx"), "PeoplePage"),
});

export const peopleRoutes = [peopleRoute] as const;

export const peopleMenu: readonly MenuEntry[] = [{ to: "/people", label: "people.menu", roles: ["organisation-manager", "administrator"] }];
