import { useState } from "react";
import { api } from "../api.ts";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { Panel } from "../parts/panel.tsx";
import type { AssetReceipt } from "./agency.query.ts";
import { ToldLines } from "./told-lines.tsx";

const MOST_BYTES = 256 * 1024 * 1024;
/** A file to begin with: its first line names the columns that are understood. */
const EXAMPLE = "asset,name,kind,environment,exposed,owner_unit\nweb-01,Front door,server,production,yes,Web team\npump-7,Gauge at the weir,controller,ot,no,Field office\n";

/** The agency's list as CSV. Sent again, it changes the same assets by their keys. */
export function AssetImport() {
  const [file, setFile] = useState<File>();
  const [round, setRound] = useState(0);
  const [receipt, setReceipt] = useState<AssetReceipt>();
  const take = async (chosen: File) => {
    setReceipt(await api.call("POST /agency/assets/import", { body: chosen }));
    setFile(undefined);
    setRound(round + 1);
  };
  return (
    <Panel heading={t("agency.assets.add")} actions={<DownloadButton label={t("agency.assets.template")} fileName="assets.csv" read={() => Promise.resolve(EXAMPLE)} />}>
      <p className="bw-measure">{t("agency.assets.addWords")}</p>
      <FileDrop key={round} label={t("agency.assets.file")} name="file" hint={t("agency.assets.fileHint")} accept=".csv,text/csv" maxBytes={MOST_BYTES} onFile={setFile} />
      {file && (
        <div className="bw-actions">
          <ActButton label={t("agency.assets.take")} said={t("agency.assets.taken")} act={() => take(file)} />
        </div>
      )}
      {receipt && (
        <section aria-label={t("agency.receipt")}>
          <DefinitionList
            items={[
              { term: t("agency.receipt.records"), detail: formatCount(receipt.records) },
              { term: t("agency.receipt.added"), detail: formatCount(receipt.added) },
              { term: t("agency.receipt.changed"), detail: formatCount(receipt.changed) },
              { term: t("agency.receipt.same"), detail: formatCount(receipt.same) },
            ]}
          />
          <ToldLines told={receipt.told} refused={receipt.refused} />
        </section>
      )}
    </Panel>
  );
}
