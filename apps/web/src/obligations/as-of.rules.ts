/** The day in the page's address, so that what was known on a day can be handed on as a link. */
export function toAsOfSearch(search: Readonly<Record<string, unknown>>): { readonly asOf?: string } {
  const { asOf } = search;
  return typeof asOf === "string" && /^\d{4}-\d{2}-\d{2}$/.test(asOf) ? { asOf } : {};
}
