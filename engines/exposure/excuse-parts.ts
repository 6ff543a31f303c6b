import type { AffectedProduct, Asset, VulnerabilityRef } from "./exposure.types.ts";
import type { Cpe } from "./identifiers/cpe.ts";
import { compareCpes } from "./identifiers/compare-cpe.ts";
import { findCpe } from "./identifiers/cpe.ts";
import { distributionOfPurl, isOtherSystem } from "./identifiers/distributions.rules.ts";
import { versionOfPurl } from "./identifiers/purl-version.ts";
import { findPackageKey, findPurl } from "./identifiers/purl.ts";

/*
 * OpenVEX may say of a product only what holds for parts of it (`subcomponents`). Such a statement says nothing of other parts,
 * and it speaks of a part only inside that product: the same library elsewhere is another matter.
 */

interface Located {
  readonly asset: Asset;
  /** Package URL without version. */
  readonly purl: string | null;
  readonly cpe: Cpe | null;
}

export interface Excuse {
  readonly host: Located;
  readonly product: Pick<AffectedProduct, "parts" | "vulnerabilities">;
}

/** Whether two statements about one product can be about the same: one about the whole product is about all of its parts. */
export function sharePart({ parts: a }: Pick<AffectedProduct, "parts">, { parts: b }: Pick<AffectedProduct, "parts">): boolean {
  return a === undefined || b === undefined || a.some((part) => b.some((other) => nameOf(part) === nameOf(other)));
}

/** The vulnerabilities that statements about products in the inventory excuse in this part of them. */
export function excusesOfPart(located: Located, excuses: readonly Excuse[]): readonly VulnerabilityRef[] {
  return excuses.flatMap(({ host, product }) => {
    const isPart = isWithin(located.asset, host.asset) && product.parts?.some((part) => isNamedBy(located, part));
    return isPart ? product.vulnerabilities : [];
  });
}

function nameOf(part: string): string {
  return findPackageKey(part) ?? part;
}

/** Only a bill that nests its components, or says what the whole of it describes, tells what is a part of what. */
function isWithin({ source: { path } }: Asset, { source: { path: around } }: Asset): boolean {
  if (path === null || around === null || path === around) return false;
  return around === "metadata.component" || path.startsWith(`${around}.`);
}

function isNamedBy({ asset, purl, cpe }: Located, part: string): boolean {
  const named = findPurl(part)?.parts;
  if (named) {
    const own = findPurl(asset.purl ?? "")?.parts;
    const isOther = own === undefined || isOtherSystem(distributionOfPurl(own, asset.version), distributionOfPurl(named));
    return purl !== null && findPackageKey(part) === purl && !isOther && (named.version === null || versionOfPurl(named) === asset.version);
  }
  const written = findCpe(part);
  return written !== null && cpe !== null && ["equal", "superset"].includes(compareCpes(written, cpe));
}
