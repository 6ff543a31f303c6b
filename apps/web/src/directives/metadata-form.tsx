import { useState } from "react";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { Panel } from "../parts/panel.tsx";
import { ToldLines } from "../agency/told-lines.tsx";

// The stream is bounded by its records on the server; a browser that reads more than this in one go is of no use.
const MOST_BYTES = 1024 ** 3;

/** What CISA publishes of each vulnerability: new answers move due days in every agency at once. */
export function MetadataForm() {
  const [file, setFile] = useState<File>();
  const [receipt, setReceipt] = useState<Reply<"POST /directive-work/vulnerability-metadata">>();
  const take = async (chosen: File) => setReceipt(await api.call("POST /directive-work/vulnerability-metadata", { body: chosen }));
  return (
    <Panel heading={t("directives.metadata")}>
      <Disclosure summary={t("directives.metadata.open")}>
        <p className="bw-measure">{t("directives.metadata.words")}</p>
        <FileDrop label={t("directives.metadata.file")} name="file" hint={t("directives.metadata.hint")} accept=".ndjson,.jsonl,application/x-ndjson" maxBytes={MOST_BYTES} onFile={setFile} />
        {file && (
          <div className="bw-actions">
            <ActButton label={t("directives.metadata.take")} said={t("directives.metadata.taken")} act={() => take(file)} />
          </div>
        )}
        {receipt && (
          <>
            <DefinitionList
              items={[
                { term: t("directives.metadata.records"), detail: formatCount(receipt.records) },
                { term: t("directives.metadata.changed"), detail: formatCount(receipt.taken) },
                { term: t("directives.metadata.same"), detail: formatCount(receipt.same) },
                { term: t("directives.metadata.without"), detail: formatCount(receipt.withoutMetadata) },
                { term: t("directives.metadata.redated"), detail: formatCount(receipt.redated) },
              ]}
            />
            <ToldLines told={receipt.told} refused={receipt.refused} />
          </>
        )}
      </Disclosure>
    </Panel>
  );
}
