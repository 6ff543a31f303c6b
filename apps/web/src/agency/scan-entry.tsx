import { formatCount, formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { SCAN_STATES } from "./agency-words.ts";
import type { Scan } from "./agency.query.ts";
import { ToldLines } from "./told-lines.tsx";

/** What became of one scan, as an entry of a list. */
export function ScanEntry({ scan, name }: { readonly scan: Scan; readonly name: string }) {
  const some = (count: number) => count > 0 && formatCount(count);
  return (
    <li>
      <h3>
        {t("agency.scan", { name, day: formatDay(scan.scannedOn) ?? scan.scannedOn })} <StatusTag state={scan.state} words={SCAN_STATES} />
      </h3>
      <p className="bw-note">
        <DateTime at={scan.startedAt} />
      </p>
      {scan.state === "broken-off" && <p className="bw-measure">{t("agency.scan.brokenOff")}</p>}
      <DefinitionList
        items={[
          { term: t("agency.receipt.records"), detail: formatCount(scan.records) },
          { term: t("agency.scan.added"), detail: formatCount(scan.added) },
          { term: t("agency.scan.seenAgain"), detail: some(scan.seenAgain) },
          { term: t("agency.scan.reopened"), detail: some(scan.reopened) },
          { term: t("agency.scan.newAssets"), detail: some(scan.newAssets) },
          { term: t("agency.scan.withoutCve"), detail: some(scan.withoutCve) },
          { term: t("agency.scan.saidFixed"), detail: some(scan.saidFixed) },
          { term: t("agency.scan.proposedFixed"), detail: some(scan.proposedFixed) },
          { term: t("agency.scan.fixed"), detail: some(scan.fixed) },
        ]}
      />
      {scan.notes.length > 0 && (
        <ul>
          {scan.notes.map((note) => (
            <li key={note}>
              <UntrustedText text={note} />
            </li>
          ))}
        </ul>
      )}
      <ToldLines told={scan.told} refused={scan.refused} />
    </li>
  );
}
