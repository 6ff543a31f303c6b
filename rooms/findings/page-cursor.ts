import { z } from "zod";
import { FindingsRefusal } from "./findings.errors.ts";
import type { Place } from "./findings.store.ts";

const place = z.tuple([z.number(), z.iso.datetime(), z.string().max(64)]);

/** A cursor is the last place of a page; nothing in it is secret, and nothing in it opens anything. */
export function writeCursor({ rank, at, id }: Place): string {
  return Buffer.from(JSON.stringify([rank, at, id])).toString("base64url");
}

export function readCursor(cursor: string): Place {
  try {
    const [rank, at, id] = place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { rank, at, id };
  } catch (cause) {
    throw new FindingsRefusal("not-a-cursor", "cursor: not one that a page of this list gave; begin without it", { field: "cursor", cause });
  }
}
