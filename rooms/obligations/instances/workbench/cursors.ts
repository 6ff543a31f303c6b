import { z } from "zod";
import { InstancesRefusal } from "../instances.errors.ts";
import type { GroupPlace } from "./workbench.store.ts";
import type { Place } from "./instances.store.ts";

/* A cursor is the last place of a page; nothing in it is secret, and nothing in it opens anything. */

const day = z.iso.date().nullable();
const place = z.tuple([day, z.number().int().nonnegative(), z.string().max(40)]);
const groupPlace = z.tuple([day, z.string().max(40), z.number().int().min(1).max(16)]);

export function writePlace({ dueOn, clockId, id }: Place): string {
  return write([dueOn, clockId, id]);
}

export function readPlace(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [dueOn, clockId, id] = read(place, cursor);
  return { dueOn, clockId, id };
}

export function writeGroupPlace({ dueOn, cveId, row }: GroupPlace): string {
  return write([dueOn, cveId, row]);
}

export function readGroupPlace(cursor: string | undefined): GroupPlace | undefined {
  if (cursor === undefined) return undefined;
  const [dueOn, cveId, row] = read(groupPlace, cursor);
  return { dueOn, cveId, row };
}

function write(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

function read<Parts>(schema: z.ZodType<Parts>, cursor: string): Parts {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw new InstancesRefusal("not-a-cursor", "after: not one that a page of this list gave; begin without it", { field: "after", cause });
  }
}
