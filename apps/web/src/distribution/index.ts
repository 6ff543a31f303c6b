import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { COUNTING } from "./distribution-roles.ts";

const rollUpRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution", component: lazyRouteComponent(() => import("./roll-up-page.tsx"), "RollUpPage") });

const outsideRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/outside", component: lazyRouteComponent(() => import("./outside-page.tsx"), "OutsidePage") });

const wavesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/waves", component: lazyRouteComponent(() => import("./waves-page.tsx"), "WavesPage") });

const sectorsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/sectors", component: lazyRouteComponent(() => import("./sectors-page.tsx"), "SectorsPage") });

export const distributionRoutes = [rollUpRoute, outsideRoute, wavesRoute, sectorsRoute] as const;

export const distributionMenu: readonly MenuEntry[] = [{ to: "/distribution", label: "distribution.menu", roles: COUNTING }];
