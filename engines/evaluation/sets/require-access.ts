import { RunError } from "../evaluation.errors.ts";
import type { AccessMode, BenchmarkSet } from "./set.types.ts";

/** Whoever is shown a set's tasks must be reached in a way that the set allows. @throws {RunError} `access-refused` */
export function requireAccess({ id, accessModes }: BenchmarkSet, access: AccessMode): void {
  if (!accessModes.includes(access)) throw new RunError("access-refused", `the set ${id} may be shown to models by ${accessModes.join(", ")} only, and this one is reached by ${access}`);
}

/** Where nobody says how a model is reached, its address does. */
export const accessTo = (url: string): AccessMode => (/^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/.test(url) ? "local-endpoint" : "remote-endpoint");
