import { createRoute } from "@tanstack/react-router";
import { toLocalPath } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { RedeemLinkPage } from "./redeem-link-page.tsx";
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

export const signInRoutes = [signInRoute, redeemLinkRoute] as const;
