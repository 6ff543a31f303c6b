import { createBubblewrapBackend } from "./bubblewrap-backend.ts";
import { createContainerBackend, type ContainerOptions } from "./container-backend.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { SandboxBackend } from "./sandbox.types.ts";
import { createUnconfinedBackend } from "./unconfined-backend.ts";

export type BackendOptions = Partial<Pick<ContainerOptions, "image" | "socketPath">>;

const MAKERS = {
  bubblewrap: () => createBubblewrapBackend(),
  container({ image, ...options }: BackendOptions) {
    if (image === undefined) throw new SandboxError("unavailable", "The container backend needs the name of an image that its engine has; to make one: tar -c … | docker import - NAME");
    return createContainerBackend({ image, ...options });
  },
  none: () => createUnconfinedBackend(),
} satisfies Partial<Record<SandboxBackend["name"], (options: BackendOptions) => SandboxBackend>>;

/** Names for `createBackend`. */
export const BACKEND_NAMES = Object.keys(MAKERS) as readonly (keyof typeof MAKERS)[];

/**
 * The backend of that name; bubblewrap without a name. `none`, which isolates nothing, only by its name. Throws
 * `unavailable` for a name there is no backend for, and for a container without an image.
 */
export function createBackend(name: string = "bubblewrap", options: BackendOptions = {}): SandboxBackend {
  const known = BACKEND_NAMES.find((one) => one === name);
  if (known === undefined) throw new SandboxError("unavailable", `No sandbox backend ${toShownText(name)}; choose one of ${BACKEND_NAMES.join(", ")}`);
  return MAKERS[known](options);
}
