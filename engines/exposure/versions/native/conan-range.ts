import type { VersConstraint } from "../vers.ts";
import { caretPlace, raise, refuse, type NativeRange } from "./read-comparators.ts";

const TERM = /^(<=|>=|<|>|=|~|\^)?(.+)$/;

/**
 * Conan 2: a hyphen at the end lets prereleases in and is not part of the version; the end that a tilde or caret gives is before
 * every prerelease of it (`<2.6-`).
 */
export function readConanRange(range: string): NativeRange {
  return (range.split(",")[0] ?? "").split("||").map((alternative) => alternative.trim().split(/\s+/).map((term) => readTerm(term.replace(/-$/, ""))));
}

function readTerm(term: string): readonly VersConstraint[] {
  if (term === "" || term === "*") return [{ comparator: ">=", version: "0.0.0" }];
  const [, mark = "=", version = ""] = TERM.exec(term) ?? [];
  if (/[<>=~^*|]/.test(version) || version === "") throw refuse(term);
  if (mark !== "~" && mark !== "^") return [{ comparator: mark as VersConstraint["comparator"], version }];
  const main = version.replace(/[-+].*$/, "").split(".");
  const place = mark === "~" ? Math.min(1, main.length - 1) : caretPlace(main);
  if (!/^\d+$/.test(main[place] ?? "")) throw refuse(term);
  return [{ comparator: ">=", version }, { comparator: "<", version: `${raise(main, place).join(".")}-` }];
}
