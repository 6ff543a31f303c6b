import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { AGREEMENT_READERS } from "./agreements.query.ts";

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/agreements",
  component: lazyRouteComponent(() => import("./agreement-list-page.tsx"), "AgreementListPage"),
});

const publishedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/agreements/published",
  component: lazyRouteComponent(() => import("./published-agreements-page.tsx"), "PublishedAgreementsPage"),
});

const agreementRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/agreements/$id",
  component: lazyRouteComponent(() => import("./agreement-page.tsx"), "AgreementPage"),
});

export const agreementsRoutes = [listRoute, publishedRoute, agreementRoute] as const;

export const agreementsMenu: readonly MenuEntry[] = [
  { to: "/agreements", label: "agreements.menu", roles: AGREEMENT_READERS },
  { to: "/agreements/published", label: "agreements.published.menu", roles: "everyone" },
];
