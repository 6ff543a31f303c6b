import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { KeyFigure } from "../parts/key-figure.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { SECTORS } from "../operator/operator-words.ts";
import { rollUpQuery } from "./clearinghouse.query.ts";

/** How far fixes have come among operators: counts only, no operator is named. */
export function RollUpPanel() {
  const rollUp = useQuery(rollUpQuery);
  return (
    <Panel heading={t("clearinghouse.rollUp.heading")}>
      <QueryView query={rollUp}>
        {({ operators, enrolledBySector, asOf }) => {
          const inWords = (count: number | null) => (count === null ? <span className="bw-few">{t("clearinghouse.rollUp.few")}</span> : formatCount(count));
          const shown = enrolledBySector.filter(({ enrolled }) => enrolled !== null && enrolled > 0);
          return (
            <>
              <div className="bw-figures">
                <KeyFigure label={t("clearinghouse.rollUp.enrolled")} value={inWords(operators.enrolled)} />
                <KeyFigure label={t("clearinghouse.rollUp.matched")} value={inWords(operators.matched)} />
                <KeyFigure label={t("clearinghouse.rollUp.notified")} value={inWords(operators.notified)} />
                <KeyFigure label={t("clearinghouse.rollUp.acknowledged")} value={inWords(operators.acknowledged)} />
                <KeyFigure label={t("clearinghouse.rollUp.applied")} value={inWords(operators.applied)} />
              </div>
              <p className="bw-note">{t("clearinghouse.rollUp.words")}</p>
              <p className="bw-note">
                {t("public.funnel.asOf")} <DateTime at={asOf} />
              </p>
              {shown.length > 0 && (
                <Disclosure summary={t("clearinghouse.rollUp.bySector")}>
                  <DataTable
                    caption={t("clearinghouse.rollUp.bySector")}
                    captionHidden
                    columns={[
                      { key: "sector", header: t("operator.sector"), cell: ({ sector }) => t(SECTORS[sector]) },
                      { key: "enrolled", header: t("clearinghouse.rollUp.enrolled"), numeric: true, cell: ({ enrolled }) => inWords(enrolled) },
                    ]}
                    rows={shown}
                    rowKey={({ sector }) => sector}
                    empty={null}
                  />
                </Disclosure>
              )}
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}
