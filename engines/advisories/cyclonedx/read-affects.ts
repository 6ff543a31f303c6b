import { readProductExtension } from "../advisory-extension.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import type { ConversionNote, Instant, ReadProduct } from "../advisories.types.ts";
import { readJsonObject, showHidden } from "../bounded-json.ts";
import { parts, toPart, toText, type Part } from "../csaf/json-parts.ts";
import { readProductPurl } from "../openvex/product-iri.ts";
import { withoutCpeVersion } from "../product-identifiers.ts";
import { readVers } from "../vers-range.ts";
import { JUSTIFICATIONS, STATUSES, type VexStatus } from "../vex/vex-words.ts";
import { PRODUCT_PROPERTY } from "./write-cyclonedx.ts";

/** What an analysis says, and of which components. */
export interface Analysed {
  readonly analysis?: {
    readonly state?: string | null | undefined;
    readonly justification?: string | null | undefined;
    readonly detail?: string | null | undefined;
    readonly firstIssued?: Instant | null | undefined;
    readonly lastUpdated?: Instant | null | undefined;
  } | null | undefined;
  readonly affects: readonly { readonly ref: string; readonly versions: Versions }[];
}

type Versions = readonly { readonly version?: string | null | undefined; readonly range?: string | null | undefined; readonly status?: string | null | undefined }[];

export interface AffectsReading {
  readonly path: string;
  /** The component that the BOM describes. */
  readonly main: string | undefined;
  readonly byRef: ReadonlyMap<string, Part>;
  readonly unread: ConversionNote[];
}

/** The products that an analysis is about, each with its status; ranges and reasons that are not carried are noted in `unread`. */
export function readAffects({ analysis, affects: named }: Analysed, { path, main, byRef, unread }: AffectsReading): ReadProduct[] {
  const row = STATUSES.find(({ cyclonedx }) => cyclonedx.includes(analysis?.state ?? ""));
  const why = JUSTIFICATIONS.find(({ cyclonedx }) => cyclonedx === analysis?.justification);
  if (row && analysis?.state !== row.cyclonedx[0]) unread.push({ path: `${path}/analysis/state`, message: `read as ${row.cyclonedx[0]}, which says less than ${analysis?.state ?? ""}` });
  const texts = [analysis?.detail, why && why.reason === null ? `Justification in CycloneDX: ${why.cyclonedx}.` : undefined].filter((text) => text != null && text !== "");
  // Without `affects` the analysis is of what the BOM describes.
  const affects = named.length > 0 || !row ? named : main === undefined ? [] : [{ ref: main, versions: [] }];
  if (row && affects.length === 0) unread.push({ path: `${path}/affects`, message: "the analysis names no product, so it says nothing" });
  return affects.flatMap(({ ref, versions }, index): ReadProduct[] => {
    const component = byRef.get(ref);
    const own = component && readProductExtension(readOwnProperty(parts(component["properties"]).map(([property]) => property), PRODUCT_PROPERTY));
    if (why && row?.status === "not-affected" && !why.same && own?.notAffectedReason !== why.reason) {
      unread.push({ path: `${path}/analysis/justification`, message: why.reason === null ? `${why.cyclonedx} is no reason that the other formats have; it is kept in words` : `read as ${why.reason}, which does not say all that ${why.cyclonedx} does` });
    }
    const base = readComponent(component, ref);
    const statusAt = analysis?.lastUpdated ?? analysis?.firstIssued;
    const about = {
      notAffectedReason: row?.status === "not-affected" ? (why?.reason ?? null) : null,
      ...(texts.length > 0 && { statusText: texts.join("\n") }),
      ...(statusAt != null && { statusAt }),
    };
    return readVersions(versions, base, row?.status, `${path}/affects/${index}/versions`, unread).map((product) => withOwn({ ...product, ...about, notAffectedReason: product.status === "not-affected" ? about.notAffectedReason : null }, own));
  });
}

/** Of what our extension says of the component, that which no field states, as long as it is the same product with the same status. */
function withOwn(product: ReadProduct, own: ReturnType<typeof readProductExtension> | undefined): ReadProduct {
  if (own?.product !== product.product || own.status !== product.status) return product;
  const { ref, ...stated } = product;
  const { rangeTexts = own.rangeTexts, subcomponents = own.subcomponents, hashes = own.hashes } = product;
  return {
    ...stated,
    ecosystem: own.ecosystem ?? product.ecosystem,
    purl: product.purl ?? own.purl ?? null,
    cpe: product.cpe ?? own.cpe ?? null,
    versionScheme: product.ranges.length > 0 && product.versionScheme !== "generic" ? product.versionScheme : (own.versionScheme ?? product.versionScheme),
    ...(rangeTexts && { rangeTexts }),
    ...(subcomponents && { subcomponents }),
    ...(hashes && { hashes }),
    ...(own.repository !== undefined && { repository: own.repository }),
    ...(own.othersStatus !== undefined && { othersStatus: own.othersStatus }),
    // The reference is ours where the model had none.
    ...(own.ref !== undefined && ref !== undefined && { ref }),
  };
}

type Base = Pick<ReadProduct, "vendor" | "product" | "ecosystem" | "purl" | "cpe" | "hashes" | "ref"> & { readonly version: string | null };

function readComponent(component: Part | undefined, ref: string): Base {
  // A BOM-Link may end in a package URL: that is then all we know of the component.
  const link = /^urn:cdx:[^#]*#(.+)$/s.exec(ref)?.[1];
  const text = (name: string): string | undefined => {
    const value = toText(component?.[name]);
    return value === undefined ? undefined : showHidden(value);
  };
  const named23 = readProductPurl(text("purl") ?? (component === undefined ? (link ?? ref) : ""));
  const supplier = toText(toPart(component?.["supplier"])?.["name"]) ?? toText(component?.["publisher"]) ?? toText(component?.["group"]);
  const version = text("version") ?? named23?.versions[0] ?? null;
  const cpe = text("cpe") ?? null;
  const hashes = parts(component?.["hashes"]).flatMap(([hash]) => {
    const [alg, content] = [toText(hash["alg"]), toText(hash["content"])];
    return alg === undefined || content === undefined ? [] : [{ algorithm: showHidden(alg.toLowerCase()), value: showHidden(content) }];
  });
  return {
    vendor: supplier === undefined ? (named23?.vendor ?? null) : showHidden(supplier),
    product: text("name") ?? named23?.product ?? link ?? ref,
    ecosystem: named23?.ecosystem ?? null,
    purl: named23?.purl ?? null,
    cpe: cpe === null || version === null ? cpe : withoutCpeVersion(cpe),
    version,
    ...(hashes.length > 0 && { hashes }),
    ref,
  };
}

/** A product for each status that its versions have: the vulnerability's, but where a version says otherwise. */
function readVersions(versions: Versions, { version: only, ...base }: Base, status: VexStatus | undefined, path: string, unread: ConversionNote[]): ReadProduct[] {
  const scheme = base.ecosystem === null ? "generic" as const : "ecosystem" as const;
  const whole: ReadProduct = { ...base, status: status ?? "affected", versionScheme: scheme, ranges: [], versions: [], fixedVersion: null, notAffectedReason: null };
  if (versions.length === 0) return [{ ...whole, versions: only === null ? [] : [only] }];
  const statusOf = (said: string | null | undefined): VexStatus => {
    if (said === "unaffected") return status === "fixed" ? "fixed" : "not-affected";
    if (said === "unknown") return "under-investigation";
    return said === "affected" ? "affected" : (status ?? "affected");
  };
  const groups = Map.groupBy(versions, ({ status: said }) => statusOf(said));
  const products = [...groups].map(([said, group]): ReadProduct => {
    const ranges = group.flatMap(({ range }) => (range == null ? [] : [{ range, read: readVers(range) }]));
    const order = ranges.find(({ read }) => read !== undefined)?.read;
    const fits = ranges.filter(({ read }) => read !== undefined && read.versionScheme === order?.versionScheme && read.ecosystem === order.ecosystem);
    const rangeTexts = ranges.filter((one) => !fits.includes(one)).map(({ range }) => range);
    if (rangeTexts.length > 0) unread.push({ path, message: "a range that is no pairs of ends of one order stays words" });
    return {
      ...whole,
      status: said,
      ecosystem: order?.ecosystem ?? whole.ecosystem,
      versionScheme: order?.versionScheme ?? scheme,
      ranges: fits.flatMap(({ read }) => read?.ranges ?? []),
      versions: group.flatMap(({ version: one }) => one ?? []),
      ...(rangeTexts.length > 0 && { rangeTexts }),
    };
  });
  return status === "affected" ? joinFix(products) : products;
}

/** One unaffected version beside affected ones is what to install. */
function joinFix(products: readonly ReadProduct[]): ReadProduct[] {
  const fix = products.find(({ status, versions, ranges, rangeTexts }) => status === "not-affected" && versions.length === 1 && ranges.length === 0 && !rangeTexts);
  if (!fix || !products.some(({ status }) => status === "affected")) return [...products];
  return products.filter((product) => product !== fix).map((product) => (product.status === "affected" ? { ...product, fixedVersion: fix.versions[0] ?? null } : product));
}

/** The JSON in a property of ours. */
export function readOwnProperty(properties: readonly { readonly name?: unknown; readonly value?: unknown }[], name: string): unknown {
  const value = properties.find((property) => property.name === name)?.value;
  if (typeof value !== "string") return undefined;
  try {
    return readJsonObject(value);
  } catch (error) {
    // Attacker-controlled: what is no JSON is none of ours.
    if (!(error instanceof AdvisoryError)) throw error;
    return undefined;
  }
}
