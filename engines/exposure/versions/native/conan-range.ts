import type { VersConstraint } from "../vers.ts";
import { caretPlace, raise, refuse, type NativeRange } from "./read-comparators.ts";

const TERM = /^(<=|>=|<|>|=|~|\^)?(.+)$/;

/**
 * Conan 2, in the brackets of a requirement (`[>=1.0 <2.0]`) or without: a hyphen at the end lets prereleases in and is not part of the version; the end that a tilde or caret gives is before
 * every prerelease of it (`<2.6-`).
 */
export function readConanRange(range: string): NativeRange {
  const inner = /^\s*\[(.*)\]\s*$/s.exec(range)?.[1] ?? range;
  return (inner.split(",")[0] ?? "").split("||").map((alternative) => alternative.trim().split(/\s+/).map((term) => readTerm(term.replace(/-$/, ""))));
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
