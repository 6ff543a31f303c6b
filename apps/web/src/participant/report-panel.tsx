import { FindersList } from "../findings/finders-list.tsx";
import { SeverityTable } from "../findings/severity-table.tsx";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Report } from "./participant.query.ts";

/** What was found, and in whose product. */
export function ReportPanel({ report }: { readonly report: Report }) {
  return (
    <Panel heading={t("maintainer.report.heading")}>
      <p className="bw-report__title">
        <UntrustedText text={report.title} />
      </p>
      <p className="bw-prose">
        <UntrustedText text={report.description} />
      </p>
      <DefinitionList
        items={[
          { term: t("participant.report.foundIn"), detail: <UntrustedText text={`${report.vendor}: ${report.product} ${report.affectedVersion}`} /> },
          { term: t("findings.weakness"), detail: <UntrustedText text={report.weakness} /> },
          { term: t("findings.location"), detail: <UntrustedText text={report.location} /> },
          { term: t("maintainer.report.finders"), detail: <FindersList finders={report.finders} /> },
        ]}
      />
      <h3>{t("findings.severities.heading")}</h3>
      <SeverityTable severities={report.severities} />
    </Panel>
  );
}
