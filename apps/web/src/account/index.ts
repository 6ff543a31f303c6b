import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const accountRoute = createRoute({ getParentRoute: () => rootRoute, path: "/account", component: lazyRouteComponent(() => import("./account-page.tsx"), "AccountPage") });
const clientsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/account/clients", component: lazyRouteComponent(() => import("./clients-page.tsx"), "ClientsPage") });

/** Reached by the person's name in the header, not by the menu. */
export const accountRoutes = [accountRoute, clientsRoute] as const;
