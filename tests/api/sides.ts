// Both sides of Breakwater as a caller meets them: the API exactly as its server composes it, on a world of its own.
import { createEnclaveApi, ENCLAVE_ROOMS } from "../../apps/enclave/enclave-side.ts";
import { createLowSideApi, LOW_SIDE_ROOMS, LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import type { Route } from "#rooms/platform";
import { createWorld, type World, type WorldOptions } from "../setup/world.ts";

export interface Side {
  readonly name: "low" | "enclave";
  readonly routes: readonly Route[];
  /** The committed document that the typed client is made of. */
  readonly documentFile: string;
  openWorld(options?: Pick<WorldOptions, "lasts">): Promise<World>;
  createApi(world: World): ReturnType<typeof createLowSideApi>;
}

export const SIDES: readonly Side[] = [
  {
    name: "low",
    routes: LOW_SIDE_ROUTES,
    documentFile: "api-client/openapi.json",
    // The server itself adds routes that belong to no room.
    openWorld: (options) => createWorld({ ...options, rooms: [...LOW_SIDE_ROOMS, { name: "server", routes: LOW_SIDE_ROUTES.filter(({ room }) => !LOW_SIDE_ROOMS.some(({ name }) => name === room)) }] }),
    createApi: ({ services }) => createLowSideApi(services),
  },
  {
    name: "enclave",
    routes: ENCLAVE_ROOMS.flatMap((room) => room.routes ?? []),
    documentFile: "api-client/openapi.enclave.json",
    openWorld: (options) => createWorld({ ...options, side: "enclave", rooms: ENCLAVE_ROOMS }),
    createApi: ({ services }) => createEnclaveApi(services, ENCLAVE_ROOMS),
  },
];

/** `POST /findings/{id}/validation`, as the documents and the typed client name it. */
export function nameOfRoute({ method, path }: Pick<Route, "method" | "path">): string {
  return `${method.toUpperCase()} ${path}`;
}
