import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";
import { InboxPage } from "./inbox-page.tsx";

const inboxRoute = createRoute({ getParentRoute: () => rootRoute, path: "/inbox", component: InboxPage });

/** Reached by the bell in the header, not by the menu. */
export const inboxRoutes = [inboxRoute] as const;
