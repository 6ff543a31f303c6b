import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { toOrganisationSearch } from "../shell/organisation-search.ts";
import { rootRoute } from "../shell/root-route.ts";

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people",
  validateSearch: toOrganisationSearch,
  component: lazyRouteComponent(() => import("./people-page.tsx"), "PeoplePage"),
});

export const peopleRoutes = [peopleRoute] as const;

export const peopleMenu: readonly MenuEntry[] = [{ to: "/people", label: "people.menu", roles: ["organisation-manager", "administrator"] }];
