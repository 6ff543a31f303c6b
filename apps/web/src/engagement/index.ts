import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { NOTICE_READERS } from "./work-roles.ts";

const preparednessRoute = createRoute({ getParentRoute: () => rootRoute, path: "/preparedness", component: lazyRouteComponent(() => import("./preparedness-page.tsx"), "PreparednessPage") });
const noticesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/incident-notices", component: lazyRouteComponent(() => import("./incident-notices-page.tsx"), "IncidentNoticesPage") });
// Reached by the mailed link alone, without an account.
const incidentRoute = createRoute({ getParentRoute: () => rootRoute, path: "/incident", component: lazyRouteComponent(() => import("./incident-page.tsx"), "IncidentPage") });

/** What leaves a window, on pages of those whom it reaches. */
export const engagementRoutes = [preparednessRoute, noticesRoute, incidentRoute] as const;

export const engagementMenu: readonly MenuEntry[] = [
  { to: "/preparedness", label: "preparedness.menu", roles: "everyone" },
  { to: "/incident-notices", label: "incident.notices.menu", roles: NOTICE_READERS },
];
