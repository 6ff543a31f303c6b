import { api } from "../api.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { formatUtc } from "../format.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AreaField, InstantField } from "../parts/fields.tsx";
import { KeyFigure } from "../parts/key-figure.tsx";
import { Panel } from "../parts/panel.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { isOver } from "./developer.query.ts";
import { readReleaseDates } from "./read-forms.ts";

interface PanelProps {
  readonly engagement: Engagement;
  readonly manage: boolean;
}

/** When the developer plans to release, every earlier plan, and how to change it. Nobody else can. */
export function DatesPanel({ engagement, manage }: PanelProps) {
  const { partnerReleaseAt, publicReleaseAt, dateHistory } = engagement;
  return (
    <Panel heading={t("developer.dates.heading")}>
      <div className="bw-figures">
        <KeyFigure label={t("developer.partnerReleaseAt")} value={<PlannedDate at={partnerReleaseAt} />} />
        <KeyFigure label={t("developer.publicReleaseAt")} value={<PlannedDate at={publicReleaseAt} />} />
      </div>
      <p className="bw-note">{t("developer.dates.yours")}</p>
      {manage && !isOver(engagement) && (
        <Disclosure summary={t("developer.dates.change")}>
          {/* A new form when the plan has changed: its fields begin with the plan as it stands. */}
          <DatesForm key={`${partnerReleaseAt} ${publicReleaseAt}`} engagement={engagement} />
        </Disclosure>
      )}
      <Disclosure summary={t("developer.dates.history")}>
        <Timeline
          label={t("developer.dates.history")}
          events={dateHistory.toReversed().map((plan) => ({
            key: plan.setAt,
            at: plan.setAt,
            title: t("developer.dates.plan", { partners: toWords(plan.partnerReleaseAt), public: toWords(plan.publicReleaseAt) }),
            detail: (
              <>
                {toVisibleText(plan.setByName)}
                {plan.reason && (
                  <>
                    {": "}
                    <UntrustedText text={plan.reason} />
                  </>
                )}
              </>
            ),
          }))}
        />
      </Disclosure>
    </Panel>
  );
}

function DatesForm({ engagement }: { readonly engagement: Engagement }) {
  const { id, partnerReleaseAt, publicReleaseAt } = engagement;
  return (
    <ActForm
      label={t("developer.dates.change")}
      submit={t("developer.dates.submit")}
      said={t("developer.dates.said")}
      fields={["partnerReleaseAt", "publicReleaseAt", "reason"]}
      act={(form) => api.call("POST /engagements/{id}/dates", { params: { id }, body: readReleaseDates(form) })}
    >
      {(error) => (
        <>
          <p className="bw-note">{t("developer.dates.hint")}</p>
          <InstantField label={t("developer.partnerReleaseAt")} name="partnerReleaseAt" at={partnerReleaseAt} optional error={error} />
          <InstantField label={t("developer.publicReleaseAt")} name="publicReleaseAt" at={publicReleaseAt} optional error={error} />
          <AreaField label={t("developer.dates.reason")} name="reason" rows={2} maxLength={1000} error={error} />
        </>
      )}
    </ActForm>
  );
}

function PlannedDate({ at }: { readonly at: string | null }) {
  return at ? <DateTime at={at} /> : <span className="bw-time">{t("developer.notPlanned")}</span>;
}

function toWords(at: string | null): string {
  return (at && formatUtc(at)) ?? t("developer.notPlanned");
}
