import type { SaveAsset } from "#contracts/agency-workbench";
import type { Services } from "#rooms/platform";

const PURPOSE = "agency-asset";

/** What an agency calls its asset, and of whom it is: sealed, as it says where the agency is weak. */
export interface AssetContent {
  readonly key: string;
  readonly name: string;
  readonly kind: string | null;
  readonly ownerUnit: string | null;
}

export function toContent({ key, name, kind, ownerUnit }: SaveAsset): AssetContent {
  return { key, name: name ?? key, kind: kind ?? null, ownerUnit: ownerUnit ?? null };
}

export function sealAsset(services: Services, id: string, content: AssetContent): string {
  return services.keys.seal(PURPOSE, id, JSON.stringify(content));
}

export function openAsset(services: Services, { id, content }: { readonly id: string; readonly content: string }): AssetContent {
  return JSON.parse(services.keys.open(PURPOSE, id, content).toString("utf8")) as AssetContent;
}

/** By which a list finds an asset again. Letter case is no difference: one scanner writes WEB-01, the next web-01. */
export function hashKey(services: Services, organisationId: string, key: string): string {
  return services.keys.keyedHash("agency-asset-key", `${organisationId}\n${key.toLowerCase()}`);
}

/** By which is known that a list says nothing new. */
export function hashContent(services: Services, organisationId: string, content: AssetContent): string {
  return services.keys.keyedHash("agency-asset-content", `${organisationId}\n${JSON.stringify([content.key, content.name, content.kind, content.ownerUnit])}`);
}
