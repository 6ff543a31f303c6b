// The extensions this implementation supports. The OASIS committee has no official or registered ones yet; these are the ones
// it publishes for documentation and tests. Their limits come from the metadata beside their schemas.
import { parts, toPart, type Part } from "./json-parts.ts";

export type ExtensionPlace = "document" | "branch" | "full_product_name" | "product_path" | "metric" | "vulnerability" | "root";

export interface KnownExtension {
  readonly schema: Part;
  /** How often the extension may stand at one place. */
  readonly mostAt: Readonly<Record<ExtensionPlace, number>>;
  readonly incompatibleWith: readonly string[];
  /** The full product names that the content of such an extension defines for the whole document. */
  readonly definesProducts?: (content: Part) => readonly Part[];
}

const BASE = "https://raw.githubusercontent.com/oasis-tcs/csaf/refs/heads/master/csaf_2.1/extension/data/valid";
const nameOf = (number: number): string => `${BASE}/documentation-${number}/documentation-${number}-content_1.0.0.json`;
const SENTENCE = "This extension is for documentation and test purposed only. It is valid. It is not allowed to be used in a production CSAF.";
const FULL_PRODUCT_NAME = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json#/$defs/full_product_name_t";

function extensionSchema(number: number, critical: boolean, content: Part): Part {
  return {
    type: "object",
    required: ["$schema", "category", "critical", "content"],
    properties: {
      $schema: { type: "string", const: nameOf(number) },
      category: { type: "string", enum: ["essential", "significant", "supplementary"] },
      content: { type: "object", minProperties: 1, ...content, additionalProperties: false },
      critical: { type: "boolean", const: critical },
    },
    additionalProperties: false,
  };
}

const text = { type: "string", minLength: 1 };
const listOf = (items: Part): Part => ({ type: "array", minItems: 1, uniqueItems: true, items });
const exactly = (properties: Part): Part => ({ type: "object", required: Object.keys(properties), properties, additionalProperties: false });

const CONFIGURATIONS = {
  configurations: listOf({ type: "object", required: ["configuration_id", "details"], properties: { configuration_id: text, details: text, name: text }, additionalProperties: false }),
  relationships: listOf(exactly({ configuration_reference: text, full_product_name: { $ref: FULL_PRODUCT_NAME }, product_reference: text })),
};

const everywhere = (most: number): Record<ExtensionPlace, number> => ({ document: most, branch: most, full_product_name: most, product_path: most, metric: most, vulnerability: most, root: most });

export const KNOWN_EXTENSIONS: ReadonlyMap<string, KnownExtension> = new Map<string, KnownExtension>([
  [nameOf(11), { schema: extensionSchema(11, false, { properties: { documentation: { const: SENTENCE } } }), mostAt: everywhere(1), incompatibleWith: [nameOf(12)] }],
  [nameOf(12), {
    schema: extensionSchema(12, false, { required: ["documentation"], properties: { documentation: { const: SENTENCE }, notes: { type: "array", minItems: 1, items: text } } }),
    mostAt: { ...everywhere(4096), full_product_name: 10, product_path: 2, metric: 0 },
    incompatibleWith: [nameOf(11)],
  }],
  [nameOf(13), {
    schema: extensionSchema(13, true, { properties: { configuration_tree: { type: "object", required: ["configurations", "relationships"], properties: CONFIGURATIONS } } }),
    mostAt: { ...everywhere(0), root: 1 },
    incompatibleWith: [],
    definesProducts: (content) => parts(toPart(content["configuration_tree"])?.["relationships"]).map(([{ full_product_name: name }]) => toPart(name)).filter((name) => name !== undefined),
  }],
]);
