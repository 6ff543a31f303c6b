import type { ProjectKnowledge } from "#contracts/peer-records";
import type { Services } from "#rooms/platform";
import { canonicalRepository } from "./canonical-target.rules.ts";
import { listKnownFixes, listKnownRoutes } from "./exchange.store.ts";

/**
 * What is known of a project, here and from peers by their signed records: how it wants to be told, and which released fixes
 * held. A peer's word is a suggestion for a person, and moves nothing by itself.
 */
export async function showKnown({ db }: Services, address: string): Promise<ProjectKnowledge> {
  const repository = canonicalRepository(address);
  return { repository, routes: await listKnownRoutes(db, repository), fixes: await listKnownFixes(db, repository) };
}
