import type { createRouter } from "@tanstack/react-router";
import type { enclaveRoutes } from "./enclave.ts";
import type { harbourRoutes } from "./harbour.ts";
import type { rootRoute } from "./shell/root-route.ts";

type EveryRoute = [...typeof harbourRoutes, ...typeof enclaveRoutes];
type EveryTree = ReturnType<typeof rootRoute.addChildren<EveryRoute>>;

// Links are checked against the pages of both houses: a link to a page that does not exist does not compile.
declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createRouter<EveryTree>>;
  }
}
