import { Link, useNavigate } from "@tanstack/react-router";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { SelectField, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { ENVIRONMENTS, EXPOSURES, INSTANCE_STATES, SPANS, TIERS } from "./agency-words.ts";
import type { InstanceFilter } from "./agency.query.ts";
import { toInstanceSearch } from "./instance-search.rules.ts";

const STATES = Object.fromEntries(Object.entries(INSTANCE_STATES).map(([state, { label }]) => [state, label])) as Readonly<Record<keyof typeof INSTANCE_STATES, MessageKey>>;

/** What is shown; it stands in the address, so that it can be kept and sent. */
export function FilterForm({ filter }: { readonly filter: InstanceFilter }) {
  const navigate = useNavigate();
  const any = (words: Parameters<typeof toChoices>[0]) => [{ value: "", label: t("agency.filter.any") }, ...toChoices(words)];
  return (
    <form
      className="bw-filter"
      aria-label={t("agency.filter")}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: "/agency/instances", search: toInstanceSearch({ ...Object.fromEntries(new FormData(event.currentTarget)), gone: filter.gone }) });
      }}
    >
      <div className="bw-pair">
        <SelectField label={t("agency.due")} name="span" optional choices={any(SPANS)} defaultValue={filter.span ?? ""} />
        <SelectField label={t("agency.stands")} name="state" optional choices={any(STATES)} defaultValue={filter.state ?? ""} />
        <SelectField label={t("agency.tier")} name="tier" optional choices={any(TIERS)} defaultValue={filter.tier ?? ""} />
        <SelectField label={t("agency.environment")} name="environment" optional choices={any(ENVIRONMENTS)} defaultValue={filter.environment ?? ""} />
        <SelectField label={t("agency.exposed")} name="exposed" optional choices={any(EXPOSURES)} defaultValue={filter.exposed ?? ""} />
        <TextField label={t("agency.filter.cve")} name="cveId" optional maxLength={28} pattern="\s*[Cc][Vv][Ee]-\d{4}-\d{4,19}\s*" title={t("agency.filter.cveHint")} defaultValue={filter.cveId} />
      </div>
      <div className="bw-actions">
        <button type="submit" className="usa-button">
          {t("agency.filter.show")}
        </button>
        <Link className="usa-link bw-filter__all" to="/agency/instances" search={{}}>
          {t("agency.filter.all")}
        </Link>
      </div>
    </form>
  );
}
