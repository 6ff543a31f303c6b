import type { Services } from "#rooms/platform";
import { announceKey, exportRequests } from "./export-requests.ts";
import { importBundles } from "./import-bundles.ts";

// File system events get lost on shared folders; a look twice a second does not.
const LOOK_MS = 500;

/** One look in both directions. `seen` is the caller's memory of files between two looks. */
export async function exchangeOnce(services: Services, seen: Map<string, string> = new Map()): Promise<void> {
  await importBundles(services, seen);
  await exportRequests(services);
}

/**
 * Looks twice a second, never two at once, until `stop`, which waits for the look under way. Does nothing in an
 * installation without an exchange folder. Several workers may run it.
 */
export function startExchange(services: Services): { stop(): Promise<void> } {
  if (services.configuration.exchangeDirectory === undefined) return { stop: () => Promise.resolve() };
  const seen = new Map<string, string>();
  let announced = false;
  let running: Promise<void> | undefined;
  const look = async () => {
    try {
      if (!announced) await announceKey(services);
      announced = true;
      await exchangeOnce(services, seen);
    } catch (error) {
      // Folder or database may be away for a moment; the next look tries again.
      services.log.error("the exchange with the enclave failed and is tried again", { error });
    } finally {
      running = undefined;
    }
  };
  const timer = setInterval(() => {
    running ??= look();
  }, LOOK_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
