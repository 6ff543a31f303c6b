import { createHash } from "node:crypto";
import type { Services } from "#rooms/platform";
import { canonicalTarget, type Target } from "./canonical-target.rules.ts";
import type { TargetKeys } from "./claims.store.ts";

/**
 * Hashes of the canonical target: the only form in which claims and opt-outs keep it. All but `exchange` are keyed, and the
 * key never leaves this installation.
 */
export function hashTarget({ keys }: Pick<Services, "keys">, target: Target): TargetKeys {
  const { project, path, weakness } = canonicalTarget(target);
  const hash = (part: string) => keys.keyedHash("claim-target", part);
  return {
    project: hash(project),
    path: path === null ? null : hash(`${project}\0path\0${path}`),
    weakness: weakness === null ? null : hash(`${project}\0weakness\0${weakness}`),
    exchange: digestProject(project),
  };
}

/** The digest of a project that other clearinghouses can make too. */
export function exchangeDigest(target: Target): string {
  return digestProject(canonicalTarget(target).project);
}

function digestProject(project: string): string {
  return createHash("sha256").update(`breakwater-target-1\0${project}`).digest("hex");
}
