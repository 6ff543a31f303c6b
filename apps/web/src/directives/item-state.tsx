import { t } from "../messages.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { CLOSED_BECAUSE, inDays, ITEM_WORDS } from "./directive-words.ts";
import type { Item } from "./directives.query.ts";

interface ItemProps {
  readonly item: Item;
}

/** The state, and beside it lateness, which follows from the day and is no state. */
export function ItemState({ item: { state, closedBecause, isLate } }: ItemProps) {
  return (
    <>
      <StatusTag state={state} words={ITEM_WORDS} /> {isLate && <span className="bw-tag bw-tag--urgent">{t("directives.late")}</span>}
      {closedBecause && <span className="bw-row-note">{t(CLOSED_BECAUSE[closedBecause])}</span>}
    </>
  );
}

/** The directive's own day; an exception does not change it. */
export function ItemDue({ item: { dueOn, exceptionUntil } }: ItemProps) {
  return (
    <>
      {dueOn === null ? t("directives.deadline.table") : <span className="bw-nowrap">{inDays(dueOn)}</span>}
      {exceptionUntil && <span className="bw-row-note">{t("directives.exceptionUntil", { day: inDays(exceptionUntil) })}</span>}
    </>
  );
}
