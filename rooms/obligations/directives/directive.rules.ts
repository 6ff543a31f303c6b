import type { Deadline, Directive, DirectiveAction, DirectiveKind, DirectiveWords } from "#contracts/directives";
import { addDays } from "../taskings/days.rules.ts";

/*
 * A directive goes its way by versions, each of them a document of its own:
 *
 *   draft ──two officers──▶ issued ──▶ superseded   by its next version, or by another directive that names it
 *     │                        └─────▶ revoked      by two officers, with the reason
 *     └─▶ gone (taken back before anybody but the officers saw it)
 *
 * An issued version is never changed. A deadline moves by the next version only, which says what moved.
 */

/** The day of a deadline, or null where a table dates each vulnerability on its own. */
export function dueOnOf(deadline: Deadline, issuedOn: string): string | null {
  switch (deadline.kind) {
    case "day": return deadline.on;
    case "days-after-issue": return addDays(issuedOn, deadline.days);
    case "table": return null;
  }
}

/** Guidance asks; it assigns nothing to anybody. */
export function isBinding(kind: DirectiveKind): boolean {
  return kind !== "guidance";
}

export interface IssuedActions {
  readonly actions: readonly DirectiveAction[];
  readonly issuedOn: string;
}

/** Actions of both versions whose day is another now. */
export function findMovedDeadlines(before: IssuedActions | undefined, now: IssuedActions): Directive["movedDeadlines"] {
  return now.actions.flatMap(({ id, title, deadline }) => {
    const earlier = before?.actions.find((action) => action.id === id);
    if (!before || !earlier) return [];
    const [from, to] = [dueOnOf(earlier.deadline, before.issuedOn), dueOnOf(deadline, now.issuedOn)];
    return from === to ? [] : [{ actionId: id, title, from, to }];
  });
}

export interface WordsFault {
  readonly field: string;
  readonly message: string;
}

/**
 * What is wrong with a directive's words beyond each field's own form; undefined when nothing is.
 * @param earlier the version of this number in force, if there is one
 */
export function findWordsFault(words: DirectiveWords, earlier: Pick<DirectiveWords, "kind"> | undefined): WordsFault | undefined {
  const twice = (values: readonly string[]) => values.findIndex((value, at) => values.indexOf(value) < at);
  const action = twice(words.actions.map(({ id }) => id));
  if (action >= 0) return { field: `actions.${action}.id`, message: "stands there twice; give each action a name of its own" };
  const number = twice(words.supersedes);
  if (number >= 0) return { field: `supersedes.${number}`, message: "stands there twice" };
  const own = words.supersedes.indexOf(words.number);
  if (own >= 0) return { field: `supersedes.${own}`, message: "a version replaces the one before it by itself; name other directives only" };
  if (isBinding(words.kind) && words.actions.length === 0) return { field: "actions", message: "a directive that binds asks for at least one action" };
  if (earlier && words.changes === null) return { field: "changes", message: "say what this version changes, and why" };
  if (earlier && earlier.kind !== words.kind) return { field: "kind", message: `the version in force is ${earlier.kind}; issue another number for another kind` };
  return undefined;
}
