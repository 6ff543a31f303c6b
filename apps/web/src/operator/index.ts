import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { toOrganisationSearch } from "../shell/organisation-search.ts";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { toQuestionSearch } from "./join-answers.ts";
import { ACTING_FOR_OTHERS, ASKING, TAKING_PART } from "./operator-roles.ts";

const joinRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/join", validateSearch: toQuestionSearch, component: lazyRouteComponent(() => import("./join-page.tsx"), "JoinPage") });

const paperRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/paper", component: lazyRouteComponent(() => import("./paper-page.tsx"), "PaperPage") });

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator", component: lazyRouteComponent(() => import("./operator-page.tsx"), "OperatorPage") });

const inventoriesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/inventories", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./inventories-page.tsx"), "InventoriesPage") });

const planRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/plan", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./plan-page.tsx"), "PlanPage") });

const questionsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/questions", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./questions-page.tsx"), "QuestionsPage") });

const noticesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/notices", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./notices-page.tsx"), "NoticesPage") });

const windowsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/windows", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./windows-page.tsx"), "WindowsPage") });

const leftRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/left", component: lazyRouteComponent(() => import("./left-page.tsx"), "LeftPage") });

const delegatesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/delegates", component: lazyRouteComponent(() => import("./delegates-page.tsx"), "DelegatesPage") });

const municipalitiesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/municipalities", component: lazyRouteComponent(() => import("./municipalities-page.tsx"), "MunicipalitiesPage") });

const helpRoute = createRoute({ getParentRoute: () => rootRoute, path: "/operator/help", validateSearch: toOrganisationSearch, component: lazyRouteComponent(() => import("./help-page.tsx"), "HelpPage") });

export const operatorRoutes = [homeRoute, joinRoute, paperRoute, leftRoute, questionsRoute, noticesRoute, windowsRoute, inventoriesRoute, planRoute, delegatesRoute, municipalitiesRoute, helpRoute] as const;

export const operatorMenu: readonly MenuEntry[] = [
  { to: "/operator/plan", label: "operator.menu.plan", roles: TAKING_PART },
  { to: "/operator/inventories", label: "operator.menu.inventories", roles: TAKING_PART },
  { to: "/operator/questions", label: "operator.menu.questions", roles: TAKING_PART },
  { to: "/operator/delegates", label: "operator.menu.delegates", roles: [ACTING_FOR_OTHERS] },
  { to: "/operator/municipalities", label: "operator.menu.municipalities", roles: ["state-local-authority"] },
  { to: "/operator/help", label: "operator.menu.help", roles: ASKING },
  { to: "/operator", label: "operator.menu.home", roles: TAKING_PART },
];
