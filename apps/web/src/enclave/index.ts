import { createRoute } from "@tanstack/react-router";
import type { MenuEntry } from "../shell/menu.rules.ts";
import { rootRoute } from "../shell/root-route.ts";
import { EnclaveHomePage } from "./enclave-home-page.tsx";

const enclaveHomeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: EnclaveHomePage });

export const enclaveHomeRoutes = [enclaveHomeRoute] as const;

export const enclaveMenu: readonly MenuEntry[] = [{ to: "/", label: "enclave.menu.home", roles: "everyone" }];
