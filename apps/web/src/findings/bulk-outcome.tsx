import { Link } from "@tanstack/react-router";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { MOST_REFUSALS, writeRefusals } from "./bulk-tally.ts";
import type { BulkTally } from "./bulk-tally.ts";

const SHOWN = 20;

/** What became of many lines, and which were refused, as a list to keep. */
export function BulkOutcome({ tally, fileName }: { readonly tally: BulkTally; readonly fileName: string }) {
  const { refusals, refused } = tally;
  return (
    <div className="bw-after-heading">
      <p>
        {t("findings.bulk.summary", { accepted: formatCount(tally.accepted), duplicates: formatCount(tally.duplicates), refused: formatCount(refused) })}{" "}
        <Link to="/findings" className="usa-link">
          {t("findings.bulk.toList")}
        </Link>
      </p>
      {refusals.length > 0 && (
        <>
          <DataTable
            caption={t("findings.bulk.caption")}
            columns={[
              { key: "line", header: t("findings.bulk.line"), numeric: true, cell: ({ line }) => line },
              { key: "why", header: t("findings.bulk.why"), cell: ({ message }) => <UntrustedText text={message} /> },
            ]}
            rows={refusals.slice(0, SHOWN)}
            rowKey={({ line }) => String(line)}
            empty={null}
          />
          {refused > SHOWN && <p className="bw-note">{t("findings.bulk.shown", { shown: SHOWN, refused: formatCount(refused), kept: formatCount(Math.min(refused, MOST_REFUSALS)) })}</p>}
          <div className="bw-actions bw-after-heading">
            <DownloadButton label={t("findings.bulk.download")} fileName={`${fileName}.txt`} read={() => Promise.resolve(writeRefusals(refusals))} />
          </div>
        </>
      )}
    </div>
  );
}
