import { api } from "../api.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { useAct } from "../parts/use-act.ts";
import { ENGAGEMENT_FIELDS, EngagementFields } from "./engagement-fields.tsx";
import { readDraft } from "./read-forms.ts";

/** A draft: change it, and open it when it is ready. */
export function DraftPanel({ engagement }: { readonly engagement: Engagement }) {
  const { id } = engagement;
  return (
    <Panel heading={t("developer.draft.heading")}>
      <p className="bw-measure">{t("developer.draft.words")}</p>
      <div className="bw-actions">
        <OpenDraft id={id} />
      </div>
      <div className="bw-after-heading">
        <Disclosure summary={t("developer.draft.edit")}>
          <ActForm
            label={t("developer.draft.edit")}
            submit={t("developer.draft.save")}
            said={t("developer.draft.saved")}
            fields={ENGAGEMENT_FIELDS}
            act={(form) => api.call("POST /engagements/{id}/draft", { params: { id }, body: readDraft(form) })}
            outline
          >
            {(error) => <EngagementFields error={error} draft={engagement} />}
          </ActForm>
        </Disclosure>
      </div>
    </Panel>
  );
}

function OpenDraft({ id }: { readonly id: string }) {
  const open = useAct({ perform: () => api.call("POST /engagements/{id}/opening", { params: { id } }), said: t("developer.draft.opened") });
  return (
    <ConfirmDialog trigger={t("developer.draft.open")} heading={t("developer.draft.openHeading")} confirm={t("developer.draft.open")} onConfirm={() => open.mutateAsync()}>
      <p>{t("developer.draft.openWords")}</p>
    </ConfirmDialog>
  );
}
