import type { Services } from "#rooms/platform";
import { exportRequests } from "./help/show-help.ts";
import { exportScans } from "./show-scans.ts";

/** What an operator asked, also through its delegate, and what it was answered; and the scans it had run. */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  return { requests: await exportRequests(services, organisationId), scans: await exportScans(services, organisationId) };
}
