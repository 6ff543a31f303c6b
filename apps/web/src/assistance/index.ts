import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { HELPERS } from "./assistance-roles.ts";

const catalogueRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance", component: lazyRouteComponent(() => import("./catalogue-page.tsx"), "CataloguePage") });

const requestsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/assistance/requests", component: lazyRouteComponent(() => import("./requests-page.tsx"), "RequestsPage") });

export const assistanceRoutes = [catalogueRoute, requestsRoute] as const;

export const assistanceMenu: readonly MenuEntry[] = [
  { to: "/assistance/requests", label: "assistance.menu.requests", roles: HELPERS },
  { to: "/assistance", label: "assistance.menu", roles: "everyone" },
];
