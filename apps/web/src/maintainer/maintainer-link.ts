const KEPT_AS = "breakwater.maintainer";
/** A secret as the server makes them; anything else in the address is not one. */
const SECRET = /^[A-Za-z0-9_-]{20,200}$/;

type Keeper = Pick<Storage, "getItem" | "setItem">;

/**
 * The secret of the mailed link, or undefined. It comes behind the #, which is sent to no server; from there it goes
 * into the tab's own storage, so that a reload keeps it, and the address can be cleaned at once.
 */
export function keepSecret(fragment: string, keeper: Keeper): string | undefined {
  if (SECRET.test(fragment)) {
    keeper.setItem(KEPT_AS, fragment);
    return fragment;
  }
  return keeper.getItem(KEPT_AS) ?? undefined;
}
