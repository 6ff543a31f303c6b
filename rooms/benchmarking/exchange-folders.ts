import { join } from "node:path";
import type { Services } from "#rooms/platform";

export interface ExchangeFolders {
  readonly incoming: string;
  readonly outgoing: string;
}

/** The two folders, as the enclave sees them. */
export function exchangeFolders(services: Services): ExchangeFolders {
  const { exchangeDirectory } = services.configuration;
  if (!exchangeDirectory) throw new Error("Configuration: BREAKWATER_EXCHANGE: name the folder that the enclave shares with the low side");
  return { incoming: join(exchangeDirectory, "to-enclave"), outgoing: join(exchangeDirectory, "from-enclave") };
}
