// Parts of the shapes that documents are read by (liberal) and held against (strict).
import { z } from "zod";
import { showHidden } from "./bounded-json.ts";

/** A text from outside, with its hidden characters shown. */
export const word = z.string().transform(showHidden);

/** Any date and time that can be understood, as an instant in UTC. */
export const readableInstant = z.string().max(60).transform((value, context) => {
  const time = new Date(value);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  context.addIssue({ code: "custom", message: "must be a date and time" });
  return z.NEVER;
});

/** A list that may be missing, or null. */
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish().transform((value) => value ?? []);

/** An instant of RFC 3339 with its zone, as standards demand it. */
export const strictInstant = z.iso.datetime({ offset: true, error: "must be an instant of RFC 3339, such as 2026-01-31T08:00:00Z" });

/** A list that holds nothing twice. */
export const distinct = <Item extends z.ZodType>(item: Item) => z.array(item).superRefine((items, context) => {
  const seen = new Set<string>();
  items.forEach((value, index) => {
    const key = JSON.stringify(value);
    if (seen.has(key)) context.addIssue({ code: "custom", path: [index], message: "must not repeat an earlier item" });
    seen.add(key);
  });
});
