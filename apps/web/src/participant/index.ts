import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

const participantRoute = createRoute({ getParentRoute: () => rootRoute, path: "/participant", component: lazyRouteComponent(() => import("./participant-page.tsx"), "ParticipantPage") });

/** Reached by the mailed link alone, without an account: not in the menu. */
export const participantRoutes = [participantRoute] as const;
