import type { z } from "zod";

import { WireError } from "./wire-shape.ts";

export function parseWith<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw new WireError(400, "invalid_value", `${field || "body"}: ${issue?.message ?? "does not fit"}`, field || null);
}
