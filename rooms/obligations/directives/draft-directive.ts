import type { DirectiveDraftList, DirectiveWords, DraftDirective } from "#contracts/directives";
import { SHIPPED_DIRECTIVES } from "#contracts/directives";
import { findPersonCard, isAllowed } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { BOD_26_04 } from "./bod-26-04.rules.ts";
import { findWordsFault } from "./directive.rules.ts";
import { DirectiveRefusal } from "./directives.errors.ts";
import { deleteDraft, insertDraft, listDrafts, lockDraft, lockInForce, readWords, updateDraft, type DraftRow } from "./directives.store.ts";
import { EARLIER_DIRECTIVES } from "./earlier-directives.rules.ts";

const SHIPPED: Readonly<Record<(typeof SHIPPED_DIRECTIVES)[number], DirectiveWords>> = { "BOD 26-04": BOD_26_04 };
const SEALED = "directive-draft";

/** Drafts, for directive officers alone. */
export async function showDrafts(services: Services, actor: Actor): Promise<DirectiveDraftList> {
  const drafts: DirectiveDraftList["drafts"] = [];
  for (const row of await listDrafts(services.db)) {
    const authors: string[] = [];
    for (const id of row.authors) authors.push((await findPersonCard(services.db, id))?.name ?? "");
    // Whether a button is shown; the fresh proof is asked for when it is pressed.
    const mayIssue = isAllowed({ ...actor, steppedUp: true }, "obligations:issue-directive", { type: "DirectiveDraft", id: row.id, facts: { authors: row.authors.map((id) => ({ type: "Person", id })) } });
    drafts.push({ id: row.id, version: row.version, words: openDraft(services, row), authors, draftedAt: row.drafted_at, mayIssue });
  }
  return { drafts, shipped: [...SHIPPED_DIRECTIVES] };
}

/** Begins a draft: an officer's own words, or a text that ships with the software. The next version of its number. */
export async function draftDirective(services: Services, { actor, given }: { readonly actor: Actor; readonly given: DraftDirective }): Promise<void> {
  const words = given.words ?? SHIPPED[given.from ?? "BOD 26-04"];
  const id = newId("dir");
  await services.db.inTransaction(async (tx) => {
    await requireSound(tx, words);
    if ((await insertDraft(tx, { id, number: words.number, kind: words.kind, draft: sealDraft(services, id, words), author: actor.personId, at: services.clock() })) === 0) {
      throw new DirectiveRefusal("draft-waits", "number: a draft of this number is there already, or came this very moment; look again, and change that one or take it back first", "number");
    }
    await appendEntry(services, tx, { kind: "obligations.directive-drafted", subject: id, by: actor, data: { kind: words.kind, actions: words.actions.length } });
  });
}

/** Writes a draft anew. Whoever writes in it is one of its authors from then on, and does not issue it. */
export async function rewriteDraft(services: Services, { actor, id, words }: { readonly actor: Actor; readonly id: string; readonly words: DirectiveWords }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lock(tx, id);
    if (words.number !== row.number) throw new DirectiveRefusal("words-not-valid", `number: this is a draft of ${row.number}; begin another for another number`, "number");
    await requireSound(tx, words);
    await updateDraft(tx, { id, kind: words.kind, draft: sealDraft(services, id, words), authors: [...new Set([...row.authors, actor.personId])] });
    await appendEntry(services, tx, { kind: "obligations.directive-rewritten", subject: id, by: actor, data: { kind: words.kind, actions: words.actions.length } });
  });
}

/** Takes a draft back: nobody but the officers ever saw it. */
export async function withdrawDraft(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lock(tx, id);
    await deleteDraft(tx, id);
    await appendEntry(services, tx, { kind: "obligations.directive-draft-withdrawn", subject: id, by: actor, data: {} });
  });
}

/** Ends with a refusal unless these words can be issued as they stand: asked when they are written, and once more at issue. */
export async function requireSound(tx: Transaction, words: DirectiveWords): Promise<void> {
  const inForce = await lockInForce(tx, words.number);
  const fault = findWordsFault(words, inForce && readWords(inForce));
  if (fault) throw new DirectiveRefusal("words-not-valid", `${fault.field}: ${fault.message}`, fault.field);
  for (const [place, number] of words.supersedes.entries()) {
    if (EARLIER_DIRECTIVES.some((earlier) => earlier.words.number === number) || (await lockInForce(tx, number))) continue;
    throw new DirectiveRefusal("unknown-directive", `supersedes.${place}: no directive of this number is in force or on record here`, `supersedes.${place}`);
  }
}

export function openDraft(services: Services, { id, draft }: Pick<DraftRow, "id" | "draft">): DirectiveWords {
  return JSON.parse(services.keys.open(SEALED, id, draft).toString("utf8")) as DirectiveWords;
}

function sealDraft(services: Services, id: string, words: DirectiveWords): string {
  return services.keys.seal(SEALED, id, JSON.stringify(words));
}

async function lock(tx: Transaction, id: string): Promise<DraftRow> {
  const row = await lockDraft(tx, id);
  // Issued or taken back since the request was judged.
  if (!row) throw notFound();
  return row;
}
