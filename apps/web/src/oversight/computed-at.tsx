import { formatCount } from "../format.ts";
import { t } from "../messages.ts";

/** Where on a report's page it is said at which head of the ledger all its figures were computed. */
export const CHECKPOINT_ID = "checkpoint";

/** From a figure to the ledger's head that it was computed at. */
export function ComputedAt({ size }: { readonly size: number }) {
  return (
    <p className="bw-note">
      <a className="usa-link" href={`#${CHECKPOINT_ID}`}>
        {t("reports.computedAt", { count: formatCount(size) })}
      </a>
    </p>
  );
}
