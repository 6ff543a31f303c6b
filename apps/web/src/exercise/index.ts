import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const exerciseRoute = createRoute({ getParentRoute: () => rootRoute, path: "/exercise", component: lazyRouteComponent(() => import("./exercise-page.tsx"), "ExercisePage") });

/** Reached from the front page of an installation that plays one. */
export const exerciseRoutes = [exerciseRoute] as const;
