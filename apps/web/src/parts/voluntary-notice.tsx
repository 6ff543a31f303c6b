import { t } from "../messages.ts";

/** The order's own words on what the framework is not. Belongs on every page and print of an engagement's records. */
export function VoluntaryNotice() {
  return (
    <aside className="bw-voluntary" aria-label={t("parts.voluntary.label")}>
      <p>{t("parts.voluntary.words")}</p>
      <blockquote>
        <p>{t("order.section3c.quote")}</p>
        <footer>{t("order.section3c.source")}</footer>
      </blockquote>
    </aside>
  );
}
