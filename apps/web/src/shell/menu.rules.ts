import type { Role } from "#contracts/access";
import type { LinkProps } from "@tanstack/react-router";
import type { MessageKey } from "../messages.ts";

/** One page in the menu. `everyone` is shown without a session; otherwise one of the roles is needed. */
export interface MenuEntry {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: MessageKey;
  readonly roles: "everyone" | readonly Role[];
}

export function hasRole(entry: Pick<MenuEntry, "roles">, roles: readonly Role[]): boolean {
  return entry.roles === "everyone" || entry.roles.some((role) => roles.includes(role));
}

/** The entries a person with these roles is shown, in the order given. */
export function menuFor(menu: readonly MenuEntry[], roles: readonly Role[]): readonly MenuEntry[] {
  return menu.filter((entry) => hasRole(entry, roles));
}

/** Where a person goes after signing in: the first page made for their roles, else the front page. */
export function firstPageFor(menu: readonly MenuEntry[], roles: readonly Role[]): string {
  return menu.find((entry) => entry.roles !== "everyone" && hasRole(entry, roles))?.to ?? "/";
}

/** A path of our own pages, or undefined: what stands in an address must not be able to send a person elsewhere. */
export function toLocalPath(path: unknown): string | undefined {
  if (typeof path !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path)) return undefined;
  return path.includes("\\") ? undefined : path;
}
