import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { COUNTING, TELLING } from "./distribution-roles.ts";

const rollUpRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution", component: lazyRouteComponent(() => import("./roll-up-page.tsx"), "RollUpPage") });

const outsideRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/outside", component: lazyRouteComponent(() => import("./outside-page.tsx"), "OutsidePage") });

const wavesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/waves", component: lazyRouteComponent(() => import("./waves-page.tsx"), "WavesPage") });

const sectorsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/sectors", component: lazyRouteComponent(() => import("./sectors-page.tsx"), "SectorsPage") });

const invitationsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/invitations", component: lazyRouteComponent(() => import("./invitations-page.tsx"), "InvitationsPage") });

const enterPaperRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/paper", component: lazyRouteComponent(() => import("./enter-paper-page.tsx"), "EnterPaperPage") });

const tellByPaperRoute = createRoute({ getParentRoute: () => rootRoute, path: "/distribution/paper/tell", component: lazyRouteComponent(() => import("./tell-by-paper-page.tsx"), "TellByPaperPage") });

export const distributionRoutes = [rollUpRoute, outsideRoute, wavesRoute, sectorsRoute, invitationsRoute, enterPaperRoute, tellByPaperRoute] as const;

export const distributionMenu: readonly MenuEntry[] = [
  { to: "/distribution", label: "distribution.menu", roles: COUNTING },
  { to: "/distribution/paper/tell", label: "distribution.menu.tell", roles: TELLING },
];
