import type { ConversionNote, ReadProduct } from "../advisories.types.ts";
import { toVers } from "../vers-range.ts";

interface SaidVersions {
  /** The ranges as one VERS specifier. */
  readonly range: string | undefined;
  /** Whether the product must not be stated: what is lost of its versions would make the statement wrong. */
  readonly isLeftOut: boolean;
}

/** What of a product's ranges VERS can say. Ranges of commits, and those in words, are noted as lost. */
export function sayVersions(product: ReadProduct, path: string, notes: ConversionNote[]): SaidVersions {
  const range = product.versionScheme === "git" ? undefined : toVers(product);
  const isLost = (product.rangeTexts?.length ?? 0) > 0 || (range === undefined && product.ranges.length > 0);
  if (isLost) notes.push({ path, message: "a range is in words or in commits, for which the format has no place" });
  // Said of the product as a whole, "not affected" and "fixed" would be wrong for what the lost range leaves out.
  const isLeftOut = isLost && range === undefined && product.versions.length === 0 && (product.status === "not-affected" || product.status === "fixed");
  if (isLeftOut) notes.push({ path, message: "the product is left out: which of its versions are meant cannot be said" });
  return { range, isLeftOut };
}
