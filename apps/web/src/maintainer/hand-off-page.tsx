import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { readRecord } from "../cases/read-record.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField, OneOf } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { LinkPasskeysPanel } from "./link-passkeys-panel.tsx";
import { MailedPage, MailedView } from "./mailed-page.tsx";
import { deskQuery } from "./maintainer.query.ts";

/** A desk that a report was handed to by mail: the record, and one form to say what becomes of it. */
export function HandOffPage() {
  return <MailedPage mailedTo="desk">{(token) => <TheRecord key={token} token={token} />}</MailedPage>;
}

function TheRecord({ token }: { readonly token: string }) {
  const query = useQuery(deskQuery(token));
  return (
    <MailedView query={query} mailedTo="desk">
      {({ name, state, record }) => (
        <>
          <PageHeading eyebrow={name} title={t("desk.title")} lead={t(state === "awaiting" ? "desk.lead" : "desk.answered")} />
          <Panel heading={t("cases.record")}>
            <DefinitionList items={readRecord(record).filled.map((field) => ({ term: field.name, detail: <UntrustedText text={field.value} /> }))} />
            <CopyButton text={record} what={t("desk.json")} />
          </Panel>
          {state === "awaiting" && <Answer token={token} />}
          <LinkPasskeysPanel />
        </>
      )}
    </MailedView>
  );
}

function Answer({ token }: { readonly token: string }) {
  return (
    <Panel heading={t("desk.answer")}>
      <ActForm
        label={t("desk.answer")}
        submit={t("desk.answer.submit")}
        said={t("desk.answer.said")}
        fields={["receipt"]}
        act={(form) => api.call("POST /hand-off/answer", { body: { token, outcome: readChoice<"received" | "refused">(form, "outcome"), receipt: readText(form, "receipt") } })}
      >
        {(error) => (
          <>
            <OneOf
              legend={t("cases.settle.outcome")}
              name="outcome"
              chosen={[]}
              required
              choices={[
                { value: "received", label: t("desk.takes") },
                { value: "refused", label: t("desk.refuses") },
              ]}
            />
            <AreaField label={t("desk.receipt")} name="receipt" hint={t("desk.receiptHint")} rows={3} maxLength={1000} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
