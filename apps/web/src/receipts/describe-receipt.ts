/** What a receipt is about, for a table: the act's kind in words and its instant. The receipt itself is kept as it is. */
export function describeReceipt(receipt: Readonly<Record<string, unknown>>): { readonly kind: string; readonly at: string | undefined } {
  const entry = receipt["entry"];
  const { kind, at } = typeof entry === "object" && entry !== null ? (entry as Readonly<Record<string, unknown>>) : {};
  return { kind: typeof kind === "string" ? kind.replace(/^[a-z]+\./, "").replaceAll("-", " ") : "", at: typeof at === "string" ? at : undefined };
}
