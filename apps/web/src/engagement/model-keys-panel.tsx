import { useState } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import type { Column } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";

interface ModelKey {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
}

interface Made {
  readonly secret: string;
  readonly baseUrl: string;
  readonly model: string;
}

interface ModelKeysPanelProps<Key> {
  readonly lead: string;
  readonly keys: readonly Key[];
  /** What else is shown of each key. */
  readonly columns?: readonly Column<Key>[];
  readonly canMake: boolean;
  readonly make: (key: { readonly name: string; readonly hours: number }, form: FormData) => Promise<Made>;
  readonly end: (keyId: string) => Promise<unknown>;
  /** What else is asked for a key. */
  readonly children?: (error: unknown) => ReactNode;
}

/** Keys for the reader's own programs. The secret is on this page until it is left, and nowhere after. */
export function ModelKeysPanel<Key extends ModelKey>({ lead, keys, columns = [], canMake, make, end, children }: ModelKeysPanelProps<Key>) {
  const [made, setMade] = useState<Made>();
  return (
    <Panel heading={t("work.keys.heading")}>
      <p className="bw-measure">{lead}</p>
      {made && <MadeKey made={made} />}
      <DataTable
        caption={t("work.keys.list")}
        rows={keys}
        rowKey={(key) => key.id}
        empty={null}
        columns={[
          { key: "name", header: t("work.keys.name"), cell: ({ name }) => <UntrustedText text={name} /> },
          ...columns,
          { key: "until", header: t("work.keys.until"), cell: ({ endedAt, expiresAt }) => <DateTime at={endedAt ?? expiresAt} /> },
          {
            key: "end",
            header: t("work.keys.state"),
            cell: ({ id, endedAt, expiresAt }) =>
              endedAt !== null || Date.parse(expiresAt) <= Date.now() ? t("work.keys.over") : <ActButton label={t("work.keys.end")} said={t("work.keys.ended")} act={() => end(id)} />,
          },
        ]}
      />
      {canMake && (
        <ActForm
          label={t("work.keys.heading")}
          submit={t("work.keys.submit")}
          said={t("work.keys.said")}
          fields={["name", "hours", "system"]}
          act={async (form) => setMade(await make({ name: readText(form, "name"), hours: Number(readText(form, "hours")) }, form))}
        >
          {(error) => (
            <>
              <TextField label={t("work.keys.name")} name="name" hint={t("work.keys.nameHint")} maxLength={100} error={error} />
              {children?.(error)}
              <TextField label={t("work.keys.hours")} name="hours" type="number" min={1} max={12} defaultValue={8} error={error} />
            </>
          )}
        </ActForm>
      )}
    </Panel>
  );
}

function MadeKey({ made }: { readonly made: Made }) {
  return (
    <div className="bw-card">
      <h3>{t("work.keys.made")}</h3>
      <p>{t("work.keys.once")}</p>
      <DefinitionList
        items={[
          { term: t("work.keys.baseUrl"), detail: <code className="bw-code">{made.baseUrl}</code> },
          { term: t("work.keys.model"), detail: <code className="bw-code">{made.model}</code> },
          { term: t("work.keys.secret"), detail: <code className="bw-code">{made.secret}</code> },
        ]}
      />
      <CopyButton text={made.secret} what={t("work.keys.secret")} />
    </div>
  );
}
