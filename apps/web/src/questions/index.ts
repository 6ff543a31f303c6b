import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const askedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/evaluator/engagements/$id/questions",
  component: lazyRouteComponent(() => import("./evaluator-questions-page.tsx"), "EvaluatorQuestionsPage"),
});

const answeredRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/developer/engagements/$id/questions",
  component: lazyRouteComponent(() => import("./developer-questions-page.tsx"), "DeveloperQuestionsPage"),
});

export const questionsRoutes = [askedRoute, answeredRoute] as const;
