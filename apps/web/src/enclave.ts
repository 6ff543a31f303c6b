import { accountRoutes } from "./account/index.ts";
import { enclaveMenu, enclaveRoomRoutes } from "./enclave/index.ts";
import { inboxRoutes } from "./inbox/index.ts";
import { peopleMenu, peopleRoutes } from "./people/index.ts";
import { readsRoutes } from "./reads/index.ts";
import type { House } from "./shell/root-route.ts";
import { signInRoutes } from "./sign-in/index.ts";

/** The pages of enclave.html, served by the enclave alone. */
export const enclaveRoutes = [...enclaveRoomRoutes, ...signInRoutes, ...inboxRoutes, ...accountRoutes, ...peopleRoutes, ...readsRoutes] as const;

export const enclave: House = {
  name: "enclave.name",
  menu: [...enclaveMenu, ...peopleMenu],
};
