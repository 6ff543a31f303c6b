// What a refusal has to say, for the tests that send bad input.
import type { World } from "../setup/world.ts";

export type Reply = Awaited<ReturnType<World["call"]>>;

/** What is wrong with a refusal; undefined when it says which field, and what about it. */
export function findFault({ status, json }: Reply, statuses: readonly number[], field?: string): string | undefined {
  const { code, message, field: named } = json?.error ?? {};
  if (!statuses.includes(status)) return `${status} ${JSON.stringify(json)}`;
  if (typeof code !== "string" || typeof message !== "string" || message.length < 10) return `no code or message: ${JSON.stringify(json)}`;
  if (typeof named !== "string" || named === "") return `no field: ${JSON.stringify(json)}`;
  // The text itself may be wrong, or what it stands in because of it.
  return field === undefined || field === "body" || named === field || named.startsWith(`${field}.`) || field.startsWith(`${named}.`) ? undefined : `names ${named} instead of ${field}`;
}
