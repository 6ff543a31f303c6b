import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";
import { ReadsPage } from "./reads-page.tsx";

const readsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/reads", component: ReadsPage });

/** Reached from the inbox's foot and from notices, not by the menu. */
export const readsRoutes = [readsRoute] as const;
