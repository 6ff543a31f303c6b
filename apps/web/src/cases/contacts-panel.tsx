import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { OneOf } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { contactsQuery } from "./cases.query.ts";
import { TextOrFile } from "./text-or-file.tsx";

const FILES = ["SECURITY.md", "security.txt", "SECURITY-INSIGHTS.yml"] as const;
type Read = Reply<"POST /maintainer-contacts">;

/** Where a project's maintainers are reached, in the order to try, and a way to take what they publish about it. */
export function ContactsPanel({ projectId, mayEnter }: { readonly projectId: string; readonly mayEnter: boolean }) {
  const query = useQuery(contactsQuery(projectId));
  return (
    <Panel heading={t("cases.contacts")}>
      <p className="bw-measure">{t("cases.contacts.words")}</p>
      <QueryView query={query}>
        {(contacts) => (
          <DataTable
            caption={t("cases.contacts")}
            captionHidden
            rows={contacts}
            rowKey={({ address, source }) => `${source} ${address}`}
            empty={null}
            columns={[
              { key: "address", header: t("cases.contact.address"), cell: ({ address }) => <UntrustedText text={address} /> },
              { key: "kind", header: t("cases.contact.kind"), cell: ({ kind }) => t(`cases.contact.kind.${kind}`) },
              { key: "source", header: t("cases.contact.source"), cell: ({ source }) => t(`cases.contact.source.${source}`) },
              { key: "readAt", header: t("cases.contact.readAt"), cell: ({ readAt }) => <DateTime at={readAt} /> },
              { key: "verified", header: t("cases.contact.verified"), cell: ({ verifiedAt }) => (verifiedAt ? <DateTime at={verifiedAt} /> : t("cases.contact.notVerified")) },
            ]}
          />
        )}
      </QueryView>
      {mayEnter && <ReadFile projectId={projectId} />}
    </Panel>
  );
}

function ReadFile({ projectId }: { readonly projectId: string }) {
  const [read, setRead] = useState<Read>();
  return (
    <>
      <Disclosure summary={t("cases.contacts.enter")}>
        <p className="bw-measure">{t("cases.contacts.enterWords")}</p>
        <ActForm
          label={t("cases.contacts.enter")}
          submit={t("cases.contacts.submit")}
          said={t("cases.contacts.said")}
          fields={["text"]}
          outline
          act={async (form) => setRead(await api.call("POST /maintainer-contacts", { body: { projectId, file: readChoice<(typeof FILES)[number]>(form, "file"), text: readText(form, "text") } }))}
        >
          {(error) => (
            <>
              <OneOf legend={t("cases.contacts.file")} name="file" choices={FILES.map((value) => ({ value, label: value }))} />
              <TextOrFile label={t("cases.contacts.text")} name="text" accept=".md,.txt,.yml,.yaml,text/plain" error={error} />
            </>
          )}
        </ActForm>
      </Disclosure>
      {read && <WhatWasRead read={read} />}
    </>
  );
}

function WhatWasRead({ read: { policyUrl, encryption, languages, expiresAt, endOfLife, ignored } }: { readonly read: Read }) {
  return (
    <div className="bw-given">
      <h3>{t("cases.contacts.found")}</h3>
      <DefinitionList
        items={[
          { term: t("cases.contacts.policyUrl"), detail: policyUrl && <UntrustedText text={policyUrl} /> },
          { term: t("cases.contacts.encryption"), detail: encryption.length > 0 && <UntrustedText text={encryption.join(", ")} /> },
          { term: t("cases.contacts.languages"), detail: languages.length > 0 && <UntrustedText text={languages.join(", ")} /> },
          { term: t("cases.contacts.expiresAt"), detail: expiresAt && <DateTime at={expiresAt} /> },
          { term: t("cases.contacts.endOfLife"), detail: t(endOfLife ? "findings.yes" : "findings.no") },
          { term: t("cases.contacts.ignored"), detail: ignored.length > 0 && <UntrustedText block text={ignored.join("\n")} /> },
        ]}
      />
    </div>
  );
}
