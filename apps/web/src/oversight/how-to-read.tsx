import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { Panel } from "../parts/panel.tsx";

const POINTS: readonly MessageKey[] = ["reports.read.bands", "reports.read.few", "reports.read.period", "reports.read.days", "reports.read.exact"];

/** What the steps of five are for, and what "fewer than 5" may be. */
export function HowToRead() {
  return (
    <Panel heading={t("reports.read")}>
      <ul className="bw-points">
        {POINTS.map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
    </Panel>
  );
}
