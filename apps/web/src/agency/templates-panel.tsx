import { api } from "../api.ts";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import type { Template } from "./agency.query.ts";

/** Which columns of which scanner are understood, and a file of each to begin with. */
export function TemplatesPanel({ templates }: { readonly templates: readonly Template[] }) {
  return (
    <Panel heading={t("agency.templates")}>
      <p className="bw-measure">{t("agency.templates.words")}</p>
      {templates.map(({ scanner, name, note, columns }) => (
        <Disclosure key={scanner} summary={name}>
          <p className="bw-measure">{note}</p>
          <DataTable
            caption={t("agency.templates.columns", { name })}
            captionHidden
            columns={[
              { key: "heading", header: t("agency.templates.column"), cell: ({ heading }) => <code>{heading}</code> },
              { key: "field", header: t("agency.templates.field"), cell: ({ field }) => field },
              { key: "needed", header: t("agency.templates.needed"), cell: ({ needed }) => t(needed ? "agency.templates.yes" : "agency.templates.no") },
            ]}
            rows={columns}
            rowKey={({ field, heading }) => `${field} ${heading}`}
            empty={null}
          />
          <DownloadButton label={t("agency.templates.save", { name })} fileName={scanner === "ndjson" ? "instances.ndjson" : `${scanner}.csv`} read={() => api.call("GET /agency/templates/{scanner}", { params: { scanner } })} />
        </Disclosure>
      ))}
    </Panel>
  );
}
