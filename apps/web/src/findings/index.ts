import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { FINDERS } from "./finders.ts";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";

const IDENTIFIER = /^[a-z]{2,12}_[0-9a-z]{20}$/;

const findingsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/findings", component: lazyRouteComponent(() => import("./findings-page.tsx"), "FindingsPage") });

const submitRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/findings/submit",
  validateSearch: (search: Record<string, unknown>): { appealOf?: string } => {
    const { appealOf } = search;
    return typeof appealOf === "string" && IDENTIFIER.test(appealOf) ? { appealOf } : {};
  },
  component: lazyRouteComponent(() => import("./submit-page.tsx"), "SubmitPage"),
});

const submitManyRoute = createRoute({ getParentRoute: () => rootRoute, path: "/findings/submit-many", component: lazyRouteComponent(() => import("./submit-many-page.tsx"), "SubmitManyPage") });

const findingRoute = createRoute({ getParentRoute: () => rootRoute, path: "/findings/$id", component: lazyRouteComponent(() => import("./finding-page.tsx"), "FindingPage") });

export const findingsRoutes = [findingsRoute, submitRoute, submitManyRoute, findingRoute] as const;

export const findingsMenu: readonly MenuEntry[] = [{ to: "/findings", label: "findings.menu", roles: FINDERS }];
