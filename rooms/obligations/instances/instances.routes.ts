import type { Route } from "#rooms/platform";
import { assetRoutes } from "./assets/assets.routes.ts";
import { exceptionRoutes } from "./exceptions/exceptions.routes.ts";
import { forensicRoutes } from "./forensics/forensics.routes.ts";
import { importRoutes } from "./imports/imports.routes.ts";
import { workbenchRoutes } from "./workbench/workbench.routes.ts";

export const instanceRoutes: readonly Route[] = [...workbenchRoutes, ...assetRoutes, ...importRoutes, ...forensicRoutes, ...exceptionRoutes];
