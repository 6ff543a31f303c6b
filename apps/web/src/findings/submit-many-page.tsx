import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { FINDERS } from "./finders.ts";
import { ImportForm } from "./import-form.tsx";
import { SendLinesForm } from "./send-lines-form.tsx";

export function SubmitManyPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>
        {() => (
          <>
            <PageHeading eyebrow={t("findings.menu")} title={t("findings.submit.manyTitle")} lead={t("findings.submit.manyLead")} />
            <Panel heading={t("findings.import.heading")}>
              <ImportForm />
            </Panel>
            <Panel heading={t("findings.submit.many")}>
              <SendLinesForm />
            </Panel>
          </>
        )}
      </ForRoles>
    </div>
  );
}
