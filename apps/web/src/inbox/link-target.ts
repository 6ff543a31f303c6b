/** Where a notice leads, for the router: a path of ours, with what its address asks for. */
export function toTarget(path: string): { readonly to: string; readonly search: Readonly<Record<string, string>>; readonly hash: string } {
  const { pathname, searchParams, hash } = new URL(path, "https://breakwater.invalid");
  return { to: pathname, search: Object.fromEntries(searchParams), hash: hash.slice(1) };
}
