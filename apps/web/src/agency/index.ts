import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { CISO } from "./agency-words.ts";
import { toExceptionSearch, toInstanceSearch } from "./instance-search.rules.ts";

const workbenchRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency", component: lazyRouteComponent(() => import("./workbench-page.tsx"), "WorkbenchPage") });

const itemsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/items", component: lazyRouteComponent(() => import("./items-page.tsx"), "ItemsPage") });

const itemRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/items/$id", component: lazyRouteComponent(() => import("./own-item-page.tsx"), "OwnItemPage") });

const instancesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/instances", validateSearch: toInstanceSearch, component: lazyRouteComponent(() => import("./instances-page.tsx"), "InstancesPage") });

const instanceRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/instances/$id", component: lazyRouteComponent(() => import("./instance-page.tsx"), "InstancePage") });

const assetsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/assets", component: lazyRouteComponent(() => import("./assets-page.tsx"), "AssetsPage") });

const scansRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/scans", component: lazyRouteComponent(() => import("./scans-page.tsx"), "ScansPage") });

const exceptionsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/exceptions", validateSearch: toExceptionSearch, component: lazyRouteComponent(() => import("./own-exceptions-page.tsx"), "OwnExceptionsPage") });

const forensicsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/agency/forensics", component: lazyRouteComponent(() => import("./forensics-page.tsx"), "ForensicsPage") });

export const agencyRoutes = [workbenchRoute, itemsRoute, itemRoute, instancesRoute, instanceRoute, assetsRoute, scansRoute, exceptionsRoute, forensicsRoute] as const;

export const agencyMenu: readonly MenuEntry[] = [{ to: "/agency", label: "agency.menu", roles: CISO }];
