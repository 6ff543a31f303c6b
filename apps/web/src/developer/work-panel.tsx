import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { BriefCard } from "../engagement/brief-card.tsx";
import { PlanTable } from "../engagement/plan-table.tsx";
import { WeaknessList } from "../engagement/weakness-list.tsx";
import { RECIPIENTS } from "../engagement/work.words.ts";
import type { Brief, BriefRecipients } from "../engagement/work.words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AnyOf } from "../parts/fields.tsx";
import { readChoices } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { sentWorkQuery } from "./developer.query.ts";

interface WorkPanelProps {
  readonly id: string;
  readonly live: boolean;
  readonly manage: boolean;
}

/** Plans, weaknesses of the developer's own system, and briefs, which leave the window only from here. */
export function WorkPanel({ id, live, manage }: WorkPanelProps) {
  const query = useQuery(sentWorkQuery(id, live));
  return (
    <Panel heading={t("developer.work.heading")}>
      <QueryView query={query}>
        {({ plans, weaknesses, briefs }) => (
          <>
            {plans.length + weaknesses.length + briefs.length === 0 && <p>{t("developer.work.none")}</p>}
            {plans.map((plan) => (
              <PlanTable key={plan.id} plan={plan} />
            ))}
            {weaknesses.length > 0 && (
              <>
                <h3>{t("developer.work.weaknesses")}</h3>
                <p className="bw-measure">{t("developer.work.weaknessesLead")}</p>
                <WeaknessList weaknesses={weaknesses} />
              </>
            )}
            <div className="bw-cards">
              {briefs.map((brief) => (
                <BriefCard key={brief.id} heading={t("work.brief.by", { name: toVisibleText(brief.byName) })} brief={brief}>
                  {manage && <ConsentForm key={standing(brief).join(" ")} id={id} brief={brief} />}
                </BriefCard>
              ))}
            </div>
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function standing({ releases }: Brief): readonly BriefRecipients[] {
  return releases.filter(({ takenBackAt }) => takenBackAt === null).map(({ recipients }) => recipients);
}

function ConsentForm({ id, brief }: { readonly id: string; readonly brief: Brief }) {
  return (
    <ActForm
      label={t("parts.numbered", { label: t("developer.brief.legend"), reference: brief.id.slice(-4) })}
      submit={t("developer.brief.submit")}
      said={t("developer.brief.said")}
      fields={[]}
      outline
      act={(form) => api.call("POST /engagements/{id}/briefs/consent", { params: { id }, body: { briefId: brief.id, recipients: readChoices<BriefRecipients>(form, "recipients") } })}
    >
      {() => <AnyOf legend={t("developer.brief.legend")} name="recipients" hint={t("developer.brief.hint")} choices={toChoices(RECIPIENTS)} chosen={standing(brief)} />}
    </ActForm>
  );
}
