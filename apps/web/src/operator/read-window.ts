import { readText } from "../parts/form-values.ts";
import { toInstant } from "./local-time.ts";

/** From when until when work may be done, typed in the operator's own time; nothing where the form asks for none. */
export function readWindow(form: FormData): { readonly window?: { readonly from: string; readonly until: string } } {
  const [from, until] = [toInstant(readText(form, "window.from")), toInstant(readText(form, "window.until"))];
  return from && until ? { window: { from, until } } : {};
}
