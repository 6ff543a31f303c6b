import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const webhooksRoute = createRoute({ getParentRoute: () => rootRoute, path: "/webhooks", component: lazyRouteComponent(() => import("./webhooks-page.tsx"), "WebhooksPage") });
const webhookRoute = createRoute({ getParentRoute: () => rootRoute, path: "/webhooks/$id", component: lazyRouteComponent(() => import("./webhook-page.tsx"), "WebhookPage") });

/** Reached from one's account, not by the menu. */
export const webhooksRoutes = [webhooksRoute, webhookRoute] as const;
