import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { KeyButton } from "./key-button.tsx";
import type { PublishedReport } from "./oversight.query.ts";

const FILES = [
  { name: "report.html", label: "reports.file.html" },
  { name: "report.csv", label: "reports.file.csv" },
  { name: "report.json", label: "reports.file.json" },
  { name: "receipt.json", label: "reports.file.receipt" },
] as const;

const VERIFY = "breakwater report verify report.json --receipt receipt.json --key @ledger.key";

/** What a report rests on, its files to take away, and how to check them without trusting this page. */
export function ReportFacts({ published: { id, period, publishedAt, sha256, checkpoint, document } }: { readonly published: PublishedReport }) {
  return (
    <Panel heading={t("reports.facts")}>
      <DefinitionList
        items={[
          { term: t("reports.begins"), detail: <DateTime at={period.from} /> },
          { term: t("reports.ends"), detail: <DateTime at={period.to} /> },
          { term: t("reports.published"), detail: <DateTime at={publishedAt} /> },
          { term: t("reports.computedFrom"), detail: t("reports.firstEntries", { count: formatCount(document.checkpoint.size) }) },
          { term: t("reports.root"), detail: <code className="bw-report__digest">{document.checkpoint.root}</code> },
        ]}
      />
      <ul className="bw-obligation-links bw-report__files" aria-label={t("reports.files")}>
        {FILES.map(({ name, label }) => (
          <li key={name}>
            <a className="usa-link" href={`/api/reports/${id}/${name}`} download={name}>
              {t(label)}
            </a>
          </li>
        ))}
      </ul>
      <h3>{t("oversight.verify")}</h3>
      <p className="bw-measure">{t("reports.verifyWords")}</p>
      <UntrustedText text={VERIFY} block />
      <div className="bw-actions bw-report__copy">
        <CopyButton text={VERIFY} what={t("oversight.command")} />
        <KeyButton />
      </div>
      <Disclosure summary={t("reports.proof")}>
        <DefinitionList
          items={[
            { term: t("reports.sha256"), detail: <code className="bw-report__digest">{sha256}</code> },
            { term: t("reports.definitionsSha256"), detail: <code className="bw-report__digest">{document.definitionsSha256}</code> },
          ]}
        />
        <h4>{t("reports.checkpoint")}</h4>
        <UntrustedText text={checkpoint} block />
      </Disclosure>
    </Panel>
  );
}
