import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { SelectField } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { nondisclosureTextsQuery, undertakingsQuery } from "./nondisclosure.query.ts";
import { UndertakingTable } from "./undertaking-table.tsx";

interface UndertakingsPanelProps {
  readonly engagementId: string;
  /** Not there at all where nothing is to be signed. */
  readonly onlyWhereAsked?: boolean;
}

/** Who signs what for one engagement. */
export function UndertakingsPanel({ engagementId, onlyWhereAsked = false }: UndertakingsPanelProps) {
  const query = useQuery(undertakingsQuery(engagementId));
  if (onlyWhereAsked && !query.data?.undertakings.length) return null;
  return (
    <Panel heading={t("nondisclosure.list.heading")}>
      <QueryView query={query}>{({ undertakings }) => <UndertakingTable undertakings={undertakings} />}</QueryView>
    </Panel>
  );
}

/** For an offer: which of the developer's documents is signed first, if any. */
export function NondisclosureField({ error }: { readonly error: unknown }) {
  const { data } = useQuery(nondisclosureTextsQuery);
  const texts = data?.texts ?? [];
  return (
    <SelectField
      label={t("nondisclosure.offer.label")}
      name="nondisclosure"
      hint={t("nondisclosure.offer.hint")}
      optional
      choices={[{ value: "", label: t("nondisclosure.offer.none") }, ...texts.map(({ digest, title, version }) => ({ value: digest, label: t("nondisclosure.versionOf", { title, version }) }))]}
      error={error}
    />
  );
}
