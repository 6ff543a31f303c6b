// Tests of section 6 about product ids, groups and product paths.
import { BOTH, ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { parts, texts, toPart, toText, type Part } from "./json-parts.ts";
import { fileHashes, type CsafDocument, type Product, type ProductPath } from "./read-document.ts";

export const productTests: readonly CsafTest[] = [
  {
    id: "6.1.1", versions: BOTH,
    run: ({ productReferences, productOf }, report) => {
      for (const { id, path } of productReferences) if (!productOf.has(id)) report(path, `the product id "${id}" is defined nowhere`);
    },
  },
  {
    id: "6.1.2", versions: BOTH,
    run: ({ products, productOf }, report) => {
      for (const product of products) {
        if (product.id !== undefined && productOf.get(product.id) !== product) report(`${product.path}/product_id`, `the product id "${product.id}" is defined already`);
      }
    },
  },
  { id: "6.1.3", versions: BOTH, run: findCircles },
  {
    id: "6.1.4", versions: BOTH,
    run: ({ groupReferences, groups }, report) => {
      for (const { id, path } of groupReferences) if (!groups.has(id)) report(path, `the product group "${id}" is defined nowhere`);
    },
  },
  {
    id: "6.1.5", versions: BOTH,
    run: ({ tree }, report) => {
      const seen = new Set<string>();
      for (const [group, index] of parts(tree["product_groups"])) {
        const id = toText(group["group_id"]);
        if (id === undefined) continue;
        if (seen.has(id)) report(`/product_tree/product_groups/${index}/group_id`, `the product group "${id}" is defined already`);
        seen.add(id);
      }
    },
  },
  {
    id: "6.1.25", versions: BOTH,
    run: ({ products }, report) => {
      for (const { hashes, path } of products.flatMap(fileHashes)) {
        const seen = new Set<string>();
        for (const [hash, index] of hashes) {
          const algorithm = toText(hash["algorithm"]);
          if (algorithm === undefined) continue;
          if (seen.has(algorithm)) report(`${path}/${index}`, `the algorithm "${algorithm}" is used already for this file`);
          seen.add(algorithm);
        }
      }
    },
  },
  ...(["model_numbers", "serial_numbers", "skus"] as const).map((name): CsafTest => ({
    id: { model_numbers: "6.1.43", serial_numbers: "6.1.44", skus: "6.1.61" }[name], versions: ONLY_21,
    run: ({ products }, report) => {
      for (const { part, path } of products) {
        for (const [value, index] of texts(toPart(part["product_identification_helper"])?.[name])) {
          if (countStars(value) > 1) report(`${path}/product_identification_helper/${name}/${index}`, `"${value}" has more than one unescaped star`);
        }
      }
    },
  })),
  {
    id: "6.2.1", versions: BOTH,
    run: ({ category, products, productReferences }, report) => {
      if (category === "csaf_informational_advisory") return;
      const used = new Set(productReferences.map(({ id }) => id));
      for (const { id, path } of products) if (id !== undefined && !used.has(id)) report(`${path}/product_id`, `the product id "${id}" is never used`);
    },
  },
  onlyHash("6.2.8", "md5"),
  onlyHash("6.2.9", "sha1"),
  {
    id: "6.2.16", versions: BOTH,
    run: ({ products }, report) => {
      for (const { part, path, id } of products) {
        if (part["product_identification_helper"] === undefined) report(path, `the product "${id ?? ""}" has no identification helper`);
      }
    },
  },
  {
    id: "6.2.31", versions: ONLY_21,
    run: ({ products, productPaths }, report) => {
      const joined = new Set(productPaths.flatMap(({ references }) => references.map(({ id }) => id)));
      for (const { part, path, id } of products) {
        const helper = toPart(part["product_identification_helper"]);
        const isHardware = helper?.["serial_numbers"] !== undefined || helper?.["model_numbers"] !== undefined;
        if (isHardware && (id === undefined || !joined.has(id))) report(path, `"${id ?? ""}" has serial or model numbers, but no product path joins it with its software`);
      }
    },
  },
  { id: "6.2.32", versions: ONLY_21, run: findSharedHelpers },
  {
    id: "6.2.52", versions: ONLY_21,
    run: ({ products }, report) => {
      for (const { hashes, path } of products.flatMap(fileHashes)) {
        for (const [hash, index] of hashes) {
          const algorithm = toText(hash["algorithm"]);
          if (algorithm !== undefined && !KNOWN_ALGORITHMS.has(algorithm)) report(`${path}/${index}/algorithm`, `the hash algorithm "${algorithm}" is not one the standard names, nor supported here`);
        }
      }
    },
  },
  {
    id: "6.3.5", versions: BOTH,
    run: ({ products }, report) => {
      for (const { hashes, path } of products.flatMap(fileHashes)) {
        for (const [hash, index] of hashes) {
          const value = toText(hash["value"]);
          if (value !== undefined && value.length < 64) report(`${path}/${index}/value`, `the hash value has ${value.length} characters; 64 are the least that is safe today`);
        }
      }
    },
  },
  {
    id: "6.3.22", versions: ONLY_21,
    run: ({ productPaths, productOf }, report) => {
      for (const { references } of productPaths) {
        for (const { id, path } of references) if (productOf.get(id)?.formedBy) report(path, `"${id}" is itself formed by a product path`);
      }
    },
  },
];

// The digests of OpenSSL 3.4 as section 3.1.4.3.2 lists them, without their leading dash.
export const KNOWN_ALGORITHMS = new Set([
  "blake2b512", "blake2s256", "md4", "md5", "md5-sha1", "mdc2", "ripemd", "ripemd160", "rmd160", "sha1", "sha224", "sha256", "sha3-224", "sha3-256",
  "sha3-384", "sha3-512", "sha384", "sha512", "sha512-224", "sha512-256", "shake128", "shake256", "sm3", "ssl3-md5", "ssl3-sha1", "whirlpool",
]);

function onlyHash(id: string, algorithm: string): CsafTest {
  return {
    id, versions: BOTH,
    run: ({ products }, report) => {
      for (const { hashes, path } of products.flatMap(fileHashes)) {
        const given = hashes.map(([hash]) => toText(hash["algorithm"]));
        if (given.length > 0 && given.every((one) => one === algorithm)) report(path, `${algorithm} is the only hash algorithm of this file`);
      }
    },
  };
}

/** Unescaped stars; a backslash takes the next character with it. */
function countStars(value: string): number {
  let stars = 0;
  for (let index = 0; index < value.length; index += 1) {
    if (value[index] === "\\") index += 1;
    else if (value[index] === "*") stars += 1;
  }
  return stars;
}

/** Follows the references of product paths; a product that is reached again on the way down is part of a circle. */
function findCircles({ products, productOf }: CsafDocument, report: Report): void {
  const state = new Map<Product, "open" | "closed">();
  for (const start of products) {
    if (!start.formedBy || state.has(start)) continue;
    const stack: { product: Product; ahead: Product[] }[] = [{ product: start, ahead: reach(start.formedBy, productOf) }];
    state.set(start, "open");
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const next = top.ahead.pop();
      if (next === undefined) {
        state.set(top.product, "closed");
        stack.pop();
      } else if (state.get(next) === "open") {
        report(`${next.path}/product_id`, `the product id "${next.id}" is defined by way of itself`);
      } else if (!state.has(next) && next.formedBy) {
        state.set(next, "open");
        stack.push({ product: next, ahead: reach(next.formedBy, productOf) });
      }
    }
  }
}

function reach({ references }: ProductPath, productOf: ReadonlyMap<string, Product>): Product[] {
  return references.flatMap(({ id }) => productOf.get(id) ?? []);
}

/** In each kind of helper the values of two products must be disjoint; lists count as sets, objects by their content. */
function findSharedHelpers({ products }: CsafDocument, report: Report): void {
  const owners = new Map<string, Product>();
  for (const product of products) {
    const helper = toPart(product.part["product_identification_helper"]);
    for (const [kind, value] of Object.entries(helper ?? {})) {
      for (const [index, item] of (Array.isArray(value) ? value : [value]).entries()) {
        const key = `${kind} ${toKey(item)}`;
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, product);
        else if (owner !== product) report(`${product.path}/product_identification_helper/${kind}${Array.isArray(value) ? `/${index}` : ""}`, `the same value of ${kind} names "${owner.id ?? ""}" too`);
      }
    }
  }
}

/** The same text for values that are equal, whatever the order of keys or list items. */
export function toKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toKey).toSorted().join()}]`;
  const part: Part | undefined = toPart(value);
  if (part) return `{${Object.keys(part).toSorted().map((key) => `${JSON.stringify(key)}:${toKey(part[key])}`).join()}}`;
  return JSON.stringify(value) ?? "";
}
