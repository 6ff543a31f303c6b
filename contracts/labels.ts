import type { z } from "zod";

/**
 * How far a value may travel. From the widest to the closest circle:
 *
 * - `public`: anyone.
 * - `coordination`: people who work in the framework, each within their scope.
 * - `embargoed`: what a finding says, before its embargo ends; finders, those assigned, the maintainer.
 * - `developer-confidential`: what a developer lent: its model's name, endpoint, terms; named people.
 * - `enclave-only`: standards, items, scores; never on the low side.
 */
export const LABELS = ["public", "coordination", "embargoed", "developer-confidential", "enclave-only"] as const;
export type Label = (typeof LABELS)[number];

/** The key under which a schema carries its label; it shows in the API's document. */
export const LABEL_KEY = "x-label";

declare module "zod" {
  interface GlobalMeta {
    "x-label"?: Label;
  }
}

declare const LABEL: unique symbol;

/** A value with its label in its type: one of another label does not fit into its place, a plain one does. */
export type Labelled<L extends Label, T> = T extends null | undefined ? T : T & { readonly [LABEL]?: L };

/** Labels a field, and everything in it that carries no label of its own. */
export function labelled<L extends Label, S extends z.ZodType>(label: L, schema: S): z.ZodType<Labelled<L, z.output<S>>, z.input<S>> {
  return schema.meta({ [LABEL_KEY]: label }) as unknown as z.ZodType<Labelled<L, z.output<S>>, z.input<S>>;
}
