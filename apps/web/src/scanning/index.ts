import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { CAMPAIGN_READERS, JOINING } from "./scanning-roles.ts";

const claimRoute = createRoute({ getParentRoute: () => rootRoute, path: "/findings/claim", component: lazyRouteComponent(() => import("./claim-page.tsx"), "ClaimPage") });

const ownClaimRoute = createRoute({ getParentRoute: () => rootRoute, path: "/claims/$id", component: lazyRouteComponent(() => import("./own-claim-page.tsx"), "OwnClaimPage") });

const exchangeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/exchanges/$id", component: lazyRouteComponent(() => import("./exchange-page.tsx"), "ExchangePage") });

const membershipRoute = createRoute({ getParentRoute: () => rootRoute, path: "/membership", component: lazyRouteComponent(() => import("./membership-page.tsx"), "MembershipPage") });

const campaignsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/campaigns", component: lazyRouteComponent(() => import("./campaigns-page.tsx"), "CampaignsPage") });

const openCampaignRoute = createRoute({ getParentRoute: () => rootRoute, path: "/campaigns/open", component: lazyRouteComponent(() => import("./open-campaign-page.tsx"), "OpenCampaignPage") });

const campaignRoute = createRoute({ getParentRoute: () => rootRoute, path: "/campaigns/$id", component: lazyRouteComponent(() => import("./campaign-page.tsx"), "CampaignPage") });

const peersRoute = createRoute({ getParentRoute: () => rootRoute, path: "/clearinghouse/peers", component: lazyRouteComponent(() => import("./peers-page.tsx"), "PeersPage") });

export const scanningRoutes = [claimRoute, ownClaimRoute, exchangeRoute, membershipRoute, campaignsRoute, openCampaignRoute, campaignRoute, peersRoute] as const;

export const scanningMenu: readonly MenuEntry[] = [
  { to: "/campaigns", label: "scanning.menu.campaigns", roles: CAMPAIGN_READERS },
  { to: "/membership", label: "scanning.menu.membership", roles: JOINING },
];
