import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AnyOf } from "../parts/fields.tsx";
import { ENGAGEMENT_FIELDS, EngagementFields } from "./engagement-fields.tsx";
import { isKeptAsDraft, readOpenEngagement } from "./read-forms.ts";

interface OpenEngagementFormProps {
  /** What else is done with an engagement that was opened by this; not with a draft. */
  readonly whenOpened?: (engagementId: string) => Promise<unknown>;
}

export function OpenEngagementForm({ whenOpened }: OpenEngagementFormProps) {
  const navigate = useNavigate();
  const [asDraft, setAsDraft] = useState(false);

  async function open(form: FormData) {
    const body = readOpenEngagement(form);
    const { id } = isKeptAsDraft(form) ? await api.call("POST /engagements/drafts", { body }) : await api.call("POST /engagements", { body });
    if (!isKeptAsDraft(form)) await whenOpened?.(id);
    await navigate({ to: "/developer/engagements/$id", params: { id } });
  }

  return (
    <ActForm label={t("developer.open.heading")} submit={t(asDraft ? "developer.draft.save" : "developer.open.submit")} said={t("developer.open.said")} fields={ENGAGEMENT_FIELDS} act={open}>
      {(error) => (
        <>
          <p className="bw-measure">{t("developer.open.lead")}</p>
          <EngagementFields error={error} />
          <AnyOf
            legend={t("developer.draft.legend")}
            name="draft"
            choices={[{ value: "draft", label: t("developer.draft.keep"), description: t("developer.draft.keepWords") }]}
            chosen={[]}
            onToggle={(_draft, on) => setAsDraft(on)}
          />
        </>
      )}
    </ActForm>
  );
}
