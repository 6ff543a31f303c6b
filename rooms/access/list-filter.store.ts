import { sql, type Statement } from "#rooms/platform";
import { isFalse, isTrue, type Residual } from "./residual.rules.ts";

/** Where a list finds each fact that the policies may ask of its records: an SQL expression by attribute name. */
export type FilterColumns = Readonly<Record<string, Statement>>;

/**
 * A residual as an SQL condition, so that a list asks the database for the rows its reader may see and for no other.
 * A reference to an entity is compared by its id. Null is a value like another (`IS NOT DISTINCT FROM`), as policies
 * know no third answer.
 * @throws when the policies ask something that has no column or no SQL form; a test translates every policy
 */
export function toFilter(residual: Residual, columns: FilterColumns): Statement {
  if (isTrue(residual)) return sql`true`;
  if (isFalse(residual)) return sql`false`;
  if ("&&" in residual) return sql`(${toFilter(residual["&&"].left, columns)} AND ${toFilter(residual["&&"].right, columns)})`;
  if ("||" in residual) return sql`(${toFilter(residual["||"].left, columns)} OR ${toFilter(residual["||"].right, columns)})`;
  if ("!" in residual) return sql`NOT (${toFilter(residual["!"].arg, columns)})`;
  if ("==" in residual) return equal(residual["=="], columns);
  if ("!=" in residual) return sql`NOT (${equal(residual["!="], columns)})`;
  if ("in" in residual) return member(residual.in.left, residual.in.right, columns);
  if ("contains" in residual) return member(residual.contains.right, residual.contains.left, columns);
  if ("containsAny" in residual) return sql`(${setOf(residual.containsAny.left, columns)} && ${setOf(residual.containsAny.right, columns)})`;
  if ("." in residual) return column(residual, columns);
  throw new Error(`A policy asks of a list what has no SQL form: ${JSON.stringify(residual)}`);
}

function equal({ left, right }: { readonly left: Residual; readonly right: Residual }, columns: FilterColumns): Statement {
  return sql`(${scalar(left, columns)} IS NOT DISTINCT FROM ${scalar(right, columns)})`;
}

function member(item: Residual, set: Residual, columns: FilterColumns): Statement {
  // `in` one entity is equality: no entity of ours that a record refers to has parents.
  if ("Value" in set && !Array.isArray(set.Value)) return equal({ left: item, right: set }, columns);
  return sql`coalesce(${scalar(item, columns)} = ANY (${setOf(set, columns)}), false)`;
}

function scalar(residual: Residual, columns: FilterColumns): Statement {
  if (!("Value" in residual)) return column(residual, columns);
  const value = literal(residual.Value);
  if (typeof value === "boolean") return sql`${value}::boolean`;
  if (typeof value === "number") return sql`${value}::bigint`;
  return sql`${value}::text`;
}

function setOf(residual: Residual, columns: FilterColumns): Statement {
  if ("Value" in residual && Array.isArray(residual.Value)) return sql`${residual.Value.map(literal)}::text[]`;
  if ("Set" in residual) {
    const items = residual.Set.map((item) => {
      if (!("Value" in item)) throw new Error(`A policy asks of a list what has no SQL form: ${JSON.stringify(residual)}`);
      return literal(item.Value);
    });
    return sql`${items}::text[]`;
  }
  return column(residual, columns);
}

function column(residual: Residual, columns: FilterColumns): Statement {
  if ("." in residual && "unknown" in residual["."].left) {
    const found = Object.hasOwn(columns, residual["."].attr) ? columns[residual["."].attr] : undefined;
    if (found) return found;
    throw new Error(`A policy asks for ${residual["."].attr}, for which the list has no column`);
  }
  throw new Error(`A policy asks of a list what has no SQL form: ${JSON.stringify(residual)}`);
}

function literal(value: unknown): string | number | boolean {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  const entity = (value as Readonly<Record<string, { readonly id?: unknown }>> | null)?.["__entity"];
  if (typeof entity?.id === "string") return entity.id;
  throw new Error(`A policy compares with a value that has no SQL form: ${JSON.stringify(value)}`);
}
