import { api } from "../api.ts";
import { t } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { toChoices } from "../parts/to-choices.ts";
import { useAct } from "../parts/use-act.ts";
import { ENVIRONMENTS, EXPOSURES } from "./agency-words.ts";
import type { Asset, Environment, Exposure } from "./agency.query.ts";

/** The agency's own judgement of one asset; a change moves the due days of what is open on it. */
export function JudgeForm({ asset: { id, name, exposed, environment } }: { readonly asset: Asset }) {
  const judging = useAct({
    perform: (judged: { readonly exposed?: Exposure; readonly environment?: Environment }) => api.call("POST /agency/assets/{id}/judge", { params: { id }, body: judged }),
    said: t("agency.assets.judgedSaid"),
  });
  const label = toVisibleText(name);
  return (
    <>
      <div className="bw-judge">
        <select className="usa-select" aria-label={t("agency.assets.exposedOf", { name: label })} value={exposed} disabled={judging.isPending} onChange={(event) => judging.mutate({ exposed: event.target.value as Exposure })}>
          <Options words={EXPOSURES} />
        </select>
        <select className="usa-select" aria-label={t("agency.assets.environmentOf", { name: label })} value={environment} disabled={judging.isPending} onChange={(event) => judging.mutate({ environment: event.target.value as Environment })}>
          <Options words={ENVIRONMENTS} />
        </select>
      </div>
      <FormProblem error={judging.error} />
    </>
  );
}

function Options({ words }: { readonly words: Parameters<typeof toChoices>[0] }) {
  return toChoices(words).map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
