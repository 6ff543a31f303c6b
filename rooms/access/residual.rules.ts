/**
 * What partial evaluation left of a policy: an expression of Cedar's JSON policy format over the unknown record.
 * https://docs.cedarpolicy.com/policies/json-format.html, section "JsonExpr objects".
 */
export type Residual =
  | { readonly Value: unknown }
  | { readonly unknown: readonly unknown[] }
  | { readonly Set: readonly Residual[] }
  | { readonly "&&": Pair }
  | { readonly "||": Pair }
  | { readonly "==": Pair }
  | { readonly "!=": Pair }
  | { readonly in: Pair }
  | { readonly contains: Pair }
  | { readonly containsAny: Pair }
  | { readonly "!": { readonly arg: Residual } }
  | { readonly ".": { readonly left: Residual; readonly attr: string } };

interface Pair {
  readonly left: Residual;
  readonly right: Residual;
}

/** True when the expression holds whatever the record: literals are folded through and, or and not. */
export function isTrue(residual: Residual): boolean {
  return fold(residual) === true;
}

/** True when the expression holds for no record. */
export function isFalse(residual: Residual): boolean {
  return fold(residual) === false;
}

function fold(residual: Residual): boolean | undefined {
  if ("Value" in residual) return typeof residual.Value === "boolean" ? residual.Value : undefined;
  if ("&&" in residual) return both(fold(residual["&&"].left), fold(residual["&&"].right));
  if ("||" in residual) return not(both(not(fold(residual["||"].left)), not(fold(residual["||"].right))));
  if ("!" in residual) return not(fold(residual["!"].arg));
  return undefined;
}

function both(left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
