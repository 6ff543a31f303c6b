import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { EnclaveHomePage } from "./enclave-home-page.tsx";
import { ENCLAVE_ROLES, STANDARD_ROLES, STATUS_ROLES } from "./enclave-roles.ts";

const enclaveHomeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: EnclaveHomePage });

const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests",
  component: lazyRouteComponent(() => import("./request-list-page.tsx"), "RequestListPage"),
});

const requestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests/$id",
  component: lazyRouteComponent(() => import("./request-page.tsx"), "RequestPage"),
});

const standardsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/standards",
  component: lazyRouteComponent(() => import("./standards-page.tsx"), "StandardsPage"),
});

const statusRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/status",
  component: lazyRouteComponent(() => import("./status-page.tsx"), "StatusPage"),
});

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/keys",
  component: lazyRouteComponent(() => import("./keys-page.tsx"), "KeysPage"),
});

export const enclaveRoomRoutes = [enclaveHomeRoute, requestsRoute, requestRoute, standardsRoute, keysRoute, statusRoute] as const;

export const enclaveMenu: readonly MenuEntry[] = [
  { to: "/", label: "enclave.menu.home", roles: "everyone" },
  { to: "/requests", label: "enclave.menu.requests", roles: ENCLAVE_ROLES },
  { to: "/standards", label: "enclave.menu.standards", roles: STANDARD_ROLES },
  { to: "/keys", label: "enclave.menu.keys", roles: STATUS_ROLES },
  { to: "/status", label: "enclave.menu.status", roles: STATUS_ROLES },
];
