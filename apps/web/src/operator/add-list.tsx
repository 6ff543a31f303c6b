import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { ColumnsForm } from "./columns-form.tsx";
import type { ColumnChoices } from "./column-choices.rules.ts";
import type { Shown } from "./for-owner.tsx";
import { toQuery, toSearch } from "./operator.query.ts";
import { ReadingView } from "./reading-view.tsx";
import { TypedRows } from "./typed-rows.tsx";

// The server's own bound, told before any byte is sent.
const MAX_INVENTORY_BYTES = 16 * 1024 * 1024;

const ACCEPT = ".csv,.tsv,.txt,.xlsx,.json,.xml,.cdx,.spdx,.lock,.mod,.sum,.toml,.yaml,text/csv,text/plain,application/json,text/xml";

type Owned = Pick<Shown, "owner">;

/** A list from wherever it is: a file, the clipboard, or one's head. */
export function AddList({ owner }: Owned) {
  return (
    <Panel heading={t("operator.inventories.add")}>
      <FromFile owner={owner} />
      <Disclosure summary={t("operator.inventories.paste")}>
        <FromText owner={owner} />
      </Disclosure>
      <Disclosure summary={t("operator.inventories.type")}>
        <TypedRows owner={owner} />
      </Disclosure>
    </Panel>
  );
}

/** Shown before anything is kept: what was understood, and which column is what. */
function FromFile({ owner }: Owned) {
  const [file, setFile] = useState<File>();
  // A new file empties the field, and what was chosen for the last.
  const [round, setRound] = useState(0);
  const queryClient = useQueryClient();
  const query = (chosen: File, columns: ColumnChoices | undefined) => ({ ...toQuery(owner), fileName: chosen.name, ...(columns && { columns: JSON.stringify(columns) }) });
  const looking = useMutation({
    mutationFn: async ({ chosen, columns }: { readonly chosen: File; readonly columns?: ColumnChoices }) => ({
      reading: await api.call("POST /operator/inventories/preview", { query: query(chosen, columns), body: chosen }),
      columns,
    }),
  });
  const keeping = useMutation({
    mutationFn: (chosen: File) => api.call("POST /operator/inventories", { query: query(chosen, looking.data?.columns), body: chosen }),
    onSuccess: () => {
      setFile(undefined);
      setRound(round + 1);
      looking.reset();
      return queryClient.invalidateQueries({ queryKey: ["operator"] });
    },
  });
  const seen = looking.data;
  return (
    <>
      <FileDrop
        key={round}
        label={t("operator.inventories.file")}
        name="file"
        hint={t("operator.inventories.hint")}
        accept={ACCEPT}
        maxBytes={MAX_INVENTORY_BYTES}
        onFile={(chosen) => {
          setFile(chosen);
          keeping.reset();
          looking.reset();
          if (chosen) looking.mutate({ chosen });
        }}
      />
      <FormProblem error={looking.error ?? keeping.error} />
      <div aria-live="polite">
        {looking.isPending && <p className="bw-loading">{t("operator.inventories.looking")}</p>}
        {file && seen && (
          <div className="bw-after-heading bw-inventory__view">
            <h3>{t("operator.inventories.understood")}</h3>
            <ReadingView reading={seen.reading} />
            {seen.reading.headings.length > 0 && <ColumnsForm key={file.name} reading={seen.reading} columns={seen.columns} onChange={(columns) => looking.mutate({ chosen: file, columns })} />}
            <div className="bw-actions">
              <Button type="button" disabled={keeping.isPending || looking.isPending || seen.reading.assets === 0} onClick={() => keeping.mutate(file)}>
                {t(keeping.isPending ? "parts.dialog.running" : "operator.inventories.keep")}
              </Button>
            </div>
            <p className="bw-note">{t("operator.inventories.notKept")}</p>
          </div>
        )}
        {keeping.data && <Kept owner={owner} assets={keeping.data.assets} />}
      </div>
    </>
  );
}

/** What comes next: marks below, questions, the plan. */
export function Kept({ owner, assets }: Owned & { readonly assets: number }) {
  return (
    <div className="bw-after-heading bw-stack">
      <p>
        <strong>{t("operator.inventories.kept", { count: assets })}</strong> {t("operator.inventories.keptNext")}
      </p>
      <div className="bw-actions">
        <LinkButton to="/operator/questions" search={toSearch(owner)}>
          {t("operator.questions.see")}
        </LinkButton>
        <LinkButton to="/operator/plan" search={toSearch(owner)} outline>
          {t("operator.home.openPlan")}
        </LinkButton>
      </div>
    </div>
  );
}

function FromText({ owner }: Owned) {
  return (
    <ActForm
      label={t("operator.inventories.paste")}
      submit={t("operator.inventories.keep")}
      said={t("operator.inventories.keptSaid")}
      fields={["name", "text"]}
      act={(form) => api.call("POST /operator/inventories/text", { query: toQuery(owner), body: { name: readText(form, "name"), text: readText(form, "text") } })}
    >
      {(error) => (
        <>
          <AreaField label={t("operator.inventories.text")} name="text" hint={t("operator.inventories.textHint")} rows={6} maxLength={60_000} error={error} />
          <TextField label={t("operator.inventories.name")} name="name" maxLength={200} defaultValue={t("operator.inventories.pastedName")} error={error} />
        </>
      )}
    </ActForm>
  );
}
