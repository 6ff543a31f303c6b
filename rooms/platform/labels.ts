import { LABEL_KEY, LABELS, type Label } from "#contracts/labels";
import type { z } from "zod";

/** One labelled place of a reply: the way to it (`*` for each item) and how far what lies there may travel. */
export interface LabelledPlace {
  readonly path: readonly string[];
  readonly label: Label;
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly valueType?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
  readonly in?: z.ZodType;
}

/**
 * Every leaf of a schema with the label that holds there: its own, or that of the nearest thing around it. A leaf
 * without any has `undefined`, which a test refuses for every reply.
 */
export function listLeaves(schema: z.ZodType): readonly { readonly path: readonly string[]; readonly label: Label | undefined }[] {
  return walk(schema, [], undefined);
}

/** The labelled places of a reply, without those that anyone may see. */
export function listGuardedPlaces(schema: z.ZodType): readonly LabelledPlace[] {
  return listLeaves(schema).flatMap(({ path, label }) => (label === undefined || label === "public" ? [] : [{ path, label }]));
}

/** The labels of what a value really holds at these places; null, absent and empty hold nothing. */
export function labelsIn(value: unknown, places: readonly LabelledPlace[]): ReadonlySet<Label> {
  const found = new Set<Label>();
  for (const { path, label } of places) if (!found.has(label) && holdsAnything(value, path, 0)) found.add(label);
  return found;
}

/** The closest circle of these: what a reply as a whole is marked with. */
export function closest(labels: Iterable<Label>): Label {
  return LABELS[Math.max(0, ...[...labels].map((label) => LABELS.indexOf(label)))] ?? "public";
}

function holdsAnything(value: unknown, path: readonly string[], depth: number): boolean {
  if (value === null || value === undefined) return false;
  const step = path[depth];
  if (step === undefined) return true;
  if (step === "*") return Object.values(value).some((item) => holdsAnything(item, path, depth + 1));
  return typeof value === "object" && Object.hasOwn(value, step) && holdsAnything((value as Readonly<Record<string, unknown>>)[step], path, depth + 1);
}

function walk(schema: z.ZodType, path: readonly string[], around: Label | undefined): readonly { path: readonly string[]; label: Label | undefined }[] {
  const label = schema.meta()?.[LABEL_KEY] ?? around;
  const definition = schema.def as unknown as Definition;
  const inside = (one: z.ZodType, ...steps: string[]) => walk(one, [...path, ...steps], label);
  switch (definition.type) {
    case "object":
      return Object.entries(definition.shape ?? {}).flatMap(([name, field]) => inside(field, name));
    case "array":
      return definition.element ? inside(definition.element, "*") : [];
    case "record":
      return definition.valueType ? inside(definition.valueType, "*") : [];
    case "tuple":
      return (definition.items ?? []).flatMap((item) => inside(item, "*"));
    case "union":
      return (definition.options ?? []).flatMap((option) => inside(option));
    case "intersection":
      return [definition.left, definition.right].flatMap((side) => (side ? inside(side) : []));
    case "pipe":
      return definition.in ? inside(definition.in) : [];
    default:
      return definition.innerType ? inside(definition.innerType) : [{ path, label }];
  }
}
