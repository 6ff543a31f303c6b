import { createRoute } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { HomePage } from "./home-page.tsx";

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: HomePage });

export const publicRoutes = [homeRoute] as const;

export const publicMenu: readonly MenuEntry[] = [{ to: "/", label: "public.menu.home", roles: "everyone" }];
