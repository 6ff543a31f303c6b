import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const maintainerRoute = createRoute({ getParentRoute: () => rootRoute, path: "/maintainer", component: lazyRouteComponent(() => import("./maintainer-page.tsx"), "MaintainerPage") });

const policyRoute = createRoute({ getParentRoute: () => rootRoute, path: "/maintainer/policy", component: lazyRouteComponent(() => import("./policy-page.tsx"), "PolicyPage") });

/** Where a mail's unsubscribe button leads in a browser. */
const unsubscribeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/unsubscribe", component: lazyRouteComponent(() => import("./unsubscribe-page.tsx"), "UnsubscribePage") });

const handOffRoute = createRoute({ getParentRoute: () => rootRoute, path: "/hand-off", component: lazyRouteComponent(() => import("./hand-off-page.tsx"), "HandOffPage") });

/** Reached by the mailed link alone, without an account: not in the menu. */
export const maintainerRoutes = [maintainerRoute, policyRoute, unsubscribeRoute, handOffRoute] as const;
