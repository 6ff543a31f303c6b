import { generateSigningKey, type SigningKey } from "#engines/ledger";
import type { Services } from "#rooms/platform";

/** This installation's key for the milestones it states, and for nothing else. */
export function milestoneKey(services: Pick<Services, "keys">): SigningKey {
  return JSON.parse(services.keys.secret("milestone-key", () => JSON.stringify(generateSigningKey()))) as SigningKey;
}

/** The name by which others pin it. */
export function ownInstallation({ configuration }: Pick<Services, "configuration">): string {
  return configuration.mailDomain.toLowerCase();
}
