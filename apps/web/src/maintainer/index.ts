import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const maintainerRoute = createRoute({ getParentRoute: () => rootRoute, path: "/maintainer", component: lazyRouteComponent(() => import("./maintainer-page.tsx"), "MaintainerPage") });

const policyRoute = createRoute({ getParentRoute: () => rootRoute, path: "/maintainer/policy", component: lazyRouteComponent(() => import("./policy-page.tsx"), "PolicyPage") });

/** Reached by the mailed link alone, without an account: not in the menu. */
export const maintainerRoutes = [maintainerRoute, policyRoute] as const;
