import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitations",
  component: lazyRouteComponent(() => import("./invitation-list-page.tsx"), "InvitationListPage"),
});

const criteriaRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitations/criteria",
  component: lazyRouteComponent(() => import("./invitation-criteria-page.tsx"), "InvitationCriteriaPage"),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitations/$id",
  component: lazyRouteComponent(() => import("./invitation-page.tsx"), "InvitationPage"),
});

export const invitationsRoutes = [listRoute, criteriaRoute, invitationRoute] as const;

export const invitationsMenu: readonly MenuEntry[] = [{ to: "/invitations", label: "invitations.menu", roles: ["developer-release-lead", "partner-selection-officer"] }];
