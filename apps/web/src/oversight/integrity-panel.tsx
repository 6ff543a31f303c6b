import { api } from "../api.ts";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { KeyButton } from "./key-button.tsx";
import type { Inspection } from "./oversight.query.ts";

type Integrity = Inspection["integrity"];

/** The head of the ledger, who else has signed it, and proof that it continues the one that was seen last. */
export function IntegrityPanel({ integrity: { size, checkpoint, witnesses, lastLook } }: { readonly integrity: Integrity }) {
  return (
    <Panel heading={t("inspection.integrity")}>
      <p className="bw-measure">{t("inspection.integrityWords")}</p>
      <DefinitionList
        items={[
          { term: t("inspection.entries"), detail: formatCount(size) },
          { term: t("inspection.lastLook"), detail: lastLook ? <DateTime at={lastLook.at} /> : t("inspection.lastLookNone") },
          { term: t("inspection.since"), detail: lastLook && t("inspection.sinceWords", { count: formatCount(size - lastLook.size), before: formatCount(lastLook.size) }) },
        ]}
      />
      <div className="bw-actions bw-report__copy">
        <ActButton label={t("inspection.look")} said={t("inspection.looked")} act={() => api.call("POST /oversight/looks", { body: { size } })} />
        <DownloadButton label={t("inspection.keepHead")} fileName={`ledger-${size}.checkpoint`} read={() => Promise.resolve(checkpoint)} />
        <KeyButton />
      </div>
      <p className="bw-measure">{t("inspection.verifyWords")}</p>
      <UntrustedText text={`breakwater ledger verify ledger.json --key @ledger.key --checkpoint ledger-${lastLook?.size ?? size}.checkpoint`} block />
      <Witnesses witnesses={witnesses} size={size} />
      <Disclosure summary={t("inspection.head")}>
        <UntrustedText text={checkpoint} block />
      </Disclosure>
      {lastLook && (
        <Disclosure summary={t("inspection.proof")}>
          <p>{t("inspection.proofWords", { before: formatCount(lastLook.size), size: formatCount(size), hashes: lastLook.proof.length })}</p>
          <UntrustedText text={lastLook.checkpoint} block />
          {lastLook.proof.length > 0 && <UntrustedText text={lastLook.proof.join("\n")} block />}
        </Disclosure>
      )}
    </Panel>
  );
}

function Witnesses({ witnesses, size }: Pick<Integrity, "witnesses" | "size">) {
  return (
    <>
      <h3>{t("inspection.witnesses")}</h3>
      <DataTable
        caption={t("inspection.witnesses")}
        captionHidden
        columns={[
          { key: "name", header: t("inspection.witness"), cell: ({ name }) => <UntrustedText text={name} /> },
          { key: "size", header: t("inspection.cosigned"), numeric: true, cell: ({ cosignedSize }) => (cosignedSize === null ? t("inspection.cosignedNone") : formatCount(cosignedSize)) },
          { key: "behind", header: t("inspection.behind"), numeric: true, cell: ({ cosignedSize }) => formatCount(size - (cosignedSize ?? 0)) },
          { key: "at", header: t("inspection.cosignedAt"), cell: ({ cosignedAt }) => (cosignedAt === null ? t("inspection.never") : <DateTime at={cosignedAt} />) },
        ]}
        rows={witnesses}
        rowKey={({ name }) => name}
        empty={<p className="bw-note">{t("inspection.witnessesNone")}</p>}
      />
    </>
  );
}
