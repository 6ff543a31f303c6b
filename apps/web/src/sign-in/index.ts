import { createRoute } from "@tanstack/react-router";
import { toLocalPath } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { LostPage } from "./lost-page.tsx";
import { ProviderPage, ProviderReturnPage } from "./provider-pages.tsx";
import { RedeemInvitationPage, RedeemLinkPage, RedeemRecoveryPage } from "./redeem-link-page.tsx";
import { SignInPage } from "./sign-in-page.tsx";

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = toLocalPath(search["next"]);
    return next ? { next } : {};
  },
  component: SignInPage,
});

const redeemLinkRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sign-in/link", component: RedeemLinkPage });
const invitationRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sign-in/invitation", component: RedeemInvitationPage });
const recoveryRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sign-in/recovery", component: RedeemRecoveryPage });
const lostRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sign-in/lost", component: LostPage });

const providerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/provider",
  validateSearch: (search: Record<string, unknown>): { with?: string } => (typeof search["with"] === "string" && /^prv_[0-9a-z]{20}$/.test(search["with"]) ? { with: search["with"] } : {}),
  component: ProviderPage,
});
const providerReturnRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sign-in/provider/return", component: ProviderReturnPage });

export const signInRoutes = [signInRoute, redeemLinkRoute, invitationRoute, recoveryRoute, lostRoute, providerRoute, providerReturnRoute] as const;
