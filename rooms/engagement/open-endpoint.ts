import type { Services } from "#rooms/platform";
import type { EngagementRow } from "./engagement.store.ts";

/** How a developer's model is reached. The credential is secret: hold it in memory only, never show or log it. */
export interface ModelEndpoint {
  readonly url: string;
  readonly model: string;
  readonly credential: string;
}

/** The endpoint with its opened credential, or undefined after a withdrawal. */
export function openEndpoint(services: Services, engagement: EngagementRow): ModelEndpoint | undefined {
  if (engagement.sealed_credential === null) return undefined;
  const credential = services.keys.open("engagement-credential", engagement.id, engagement.sealed_credential).toString("utf8");
  return { url: engagement.endpoint, model: engagement.endpoint_model, credential };
}

export function openModelName(services: Services, engagement: Pick<EngagementRow, "id" | "sealed_name">): string {
  return services.keys.open("engagement-model-name", engagement.id, engagement.sealed_name).toString("utf8");
}
