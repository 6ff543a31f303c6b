import { join } from "node:path";
import type { Services } from "#rooms/platform";

export interface ExchangeFolders {
  readonly incoming: string;
  readonly outgoing: string;
}

/** The two folders as the low side sees them, or undefined in an installation without an enclave. */
export function findExchangeFolders(services: Services): ExchangeFolders | undefined {
  const { exchangeDirectory } = services.configuration;
  return exchangeDirectory === undefined ? undefined : { incoming: join(exchangeDirectory, "from-enclave"), outgoing: join(exchangeDirectory, "to-enclave") };
}
