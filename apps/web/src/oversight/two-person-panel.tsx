import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { EXCEPTIONS } from "./inspection-words.ts";
import type { Inspection } from "./oversight.query.ts";

type Act = Inspection["twoPersonActs"][number];

/** Acts that take two people, and where one person did both. */
export function TwoPersonPanel({ acts }: { readonly acts: readonly Act[] }) {
  return (
    <Panel heading={t("inspection.twoPeople")}>
      <p className="bw-measure">{t("inspection.twoPeopleWords")}</p>
      <DataTable
        caption={t("inspection.twoPeople")}
        captionHidden
        columns={[
          { key: "act", header: t("inspection.act"), cell: (act) => <Title act={act} /> },
          { key: "checked", header: t("inspection.checked"), numeric: true, cell: ({ checked }) => formatCount(checked) },
          { key: "exceptions", header: t("inspection.exceptions"), cell: ({ exceptions }) => <Exceptions places={exceptions} /> },
        ]}
        rows={acts}
        rowKey={({ id }) => id}
        empty={null}
      />
    </Panel>
  );
}

function Title({ act: { title, definition } }: { readonly act: Act }) {
  return (
    <>
      {title}
      <span className="bw-row-note">{definition}</span>
    </>
  );
}

function Exceptions({ places }: { readonly places: readonly number[] }) {
  return (
    <>
      <StatusTag state={places.length === 0 ? "none" : "some"} words={EXCEPTIONS} />
      {places.length > 0 && <span className="bw-row-note">{t("inspection.places", { places: places.map(formatCount).join("; ") })}</span>}
    </>
  );
}
