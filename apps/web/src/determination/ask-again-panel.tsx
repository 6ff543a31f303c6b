import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { FilesField, useWaitingFiles, waitingFilesQuery } from "./files-field.tsx";

/** The developer asks to look at a signed determination again, with facts and files. */
export function AskAgainPanel({ id }: { readonly id: string }) {
  const query = useQuery(waitingFilesQuery(id));
  return (
    <Panel heading={t("determination.again.heading")}>
      <p className="bw-measure">{t("determination.again.words")}</p>
      <QueryView query={query}>{({ files }) => <AskAgainForm id={id} files={files} />}</QueryView>
    </Panel>
  );
}

function AskAgainForm({ id, files }: { readonly id: string; readonly files: Reply<"GET /determinations/{id}/files">["files"] }) {
  const { field, addChosen } = useWaitingFiles(id, files);
  return (
    <ActForm
      label={t("determination.again.heading")}
      submit={t("determination.again.submit")}
      said={t("determination.again.said")}
      fields={["facts", "body"]}
      act={async (form) => {
        const waiting = await addChosen();
        await api.call("POST /determinations/{id}/reconsiderations", {
          params: { id },
          body: { facts: readText(form, "facts"), files: waiting.map((file) => file.id), withAccess: readChoice(form, "access") === "with" },
        });
      }}
    >
      {(error) => (
        <>
          <AreaField label={t("determination.again.facts")} name="facts" rows={6} maxLength={8000} error={error} />
          <FilesField {...field} error={error} />
          <OneOf
            legend={t("determination.again.access")}
            name="access"
            choices={[
              { value: "without", label: t("determination.again.without"), description: t("determination.again.withoutWords") },
              { value: "with", label: t("determination.again.with"), description: t("determination.again.withWords") },
            ]}
          />
        </>
      )}
    </ActForm>
  );
}
