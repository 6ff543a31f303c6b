import { inboxRoutes } from "./inbox/index.ts";
import { publicMenu, publicRoutes } from "./public/index.ts";
import type { House } from "./shell/root-route.ts";
import { signInRoutes } from "./sign-in/index.ts";

/** The pages of index.html. A room joins by its routes and its menu. */
export const harbourRoutes = [...publicRoutes, ...signInRoutes, ...inboxRoutes] as const;

export const harbour: House = {
  name: "shell.name",
  menu: [...publicMenu],
};
