import type { ModelEndpoint } from "#rooms/model-proxy";
import type { Services } from "#rooms/platform";
import type { HandleRow } from "./engagement.store.ts";
import type { WindowTerms } from "./window-terms.ts";

/** The endpoint, and who hosts the model there. */
export interface OpenedEndpoint extends ModelEndpoint {
  readonly accessMode: HandleRow["access_mode"];
}

/** The endpoint with its opened credential, or undefined after a withdrawal. Each variant reaches its own model, where there are two. */
export function openEndpoint(services: Services, handle: HandleRow, variant: WindowTerms["variant"] = "safeguards-on"): OpenedEndpoint | undefined {
  if (handle.sealed_credential === null) return undefined;
  const credential = services.keys.open("engagement-credential", handle.engagement_id, handle.sealed_credential).toString("utf8");
  return { url: handle.endpoint, model: variant === "reduced-safeguards" ? (handle.reduced_endpoint_model ?? handle.endpoint_model) : handle.endpoint_model, credential, accessMode: handle.access_mode };
}

export function openModelName(services: Services, handle: HandleRow): string {
  return services.keys.open("engagement-model-name", handle.engagement_id, handle.sealed_name).toString("utf8");
}
