import { t } from "../messages.ts";
import { KeyFigure } from "../parts/key-figure.tsx";
import type { Tasking } from "./obligations.query.ts";
import { TASKING_WORDS } from "./tasking-words.ts";

/** Always shown, also when none is so; the rest only when there is one. */
const ALWAYS: readonly Tasking["status"][] = ["met", "met_late", "passed_silent", "overdue", "due_soon"];

/** How many of the taskings stand how. */
export function AtAGlance({ taskings }: { readonly taskings: readonly Tasking[] }) {
  const statuses = (Object.keys(TASKING_WORDS) as Tasking["status"][]).map((status) => ({ status, count: taskings.filter((tasking) => tasking.status === status).length }));
  return (
    <section aria-label={t("obligations.glance")}>
      <div className="bw-figures">
        {statuses
          .filter(({ status, count }) => count > 0 || ALWAYS.includes(status))
          .map(({ status, count }) => (
            <KeyFigure key={status} label={t(TASKING_WORDS[status].label)} value={t("obligations.of", { count, total: taskings.length })} />
          ))}
      </div>
    </section>
  );
}
