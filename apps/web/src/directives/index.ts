import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { OFFICERS } from "./directive-words.ts";

const IDENTIFIER = /^[a-z]{2,12}_[0-9a-z]{20}$/;

const directivesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives", component: lazyRouteComponent(() => import("./directives-page.tsx"), "DirectivesPage") });

const directiveRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/$id", component: lazyRouteComponent(() => import("./directive-page.tsx"), "DirectivePage") });

const standingRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/standing", component: lazyRouteComponent(() => import("./standing-page.tsx"), "StandingPage") });

const itemsOfAgencyRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/standing/$agencyId", component: lazyRouteComponent(() => import("./agency-standing-page.tsx"), "AgencyStandingPage") });

const itemRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/items/$id", component: lazyRouteComponent(() => import("./item-page.tsx"), "ItemPage") });

const exceptionsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/exceptions", component: lazyRouteComponent(() => import("./exceptions-page.tsx"), "ExceptionsPage") });

const agenciesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/agencies", component: lazyRouteComponent(() => import("./agencies-page.tsx"), "AgenciesPage") });

const draftsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/drafts", component: lazyRouteComponent(() => import("./drafts-page.tsx"), "DraftsPage") });

const newDraftRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/directives/drafts/new",
  validateSearch: (search: Record<string, unknown>): { versionOf?: string } => {
    const { versionOf } = search;
    return typeof versionOf === "string" && IDENTIFIER.test(versionOf) ? { versionOf } : {};
  },
  component: lazyRouteComponent(() => import("./new-draft-page.tsx"), "NewDraftPage"),
});

const draftRoute = createRoute({ getParentRoute: () => rootRoute, path: "/directives/drafts/$id", component: lazyRouteComponent(() => import("./draft-page.tsx"), "DraftPage") });

export const directivesRoutes = [directivesRoute, directiveRoute, standingRoute, itemsOfAgencyRoute, itemRoute, exceptionsRoute, agenciesRoute, draftsRoute, newDraftRoute, draftRoute] as const;

export const directivesMenu: readonly MenuEntry[] = [{ to: "/directives", label: "directives.menu", roles: "everyone" }];

export const directiveWorkMenu: readonly MenuEntry[] = [{ to: "/directives/standing", label: "directives.menu.standing", roles: OFFICERS }];
