import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readOptionalText, readText } from "../parts/form-values.ts";

// The server's own bound on a diff.
const MAX_DIFF_CHARACTERS = 256 * 1024;

/** A patch of one's own, and whether a model wrote it. */
export function PatchForm({ act }: { readonly act: (form: FormData) => Promise<unknown> }) {
  return (
    <ActForm label={t("clearinghouse.patch.propose")} submit={t("clearinghouse.patch.propose")} said={t("clearinghouse.patch.proposed")} fields={["diff", "model"]} outline act={act}>
      {(error) => (
        <>
          <div className="bw-code-field">
            <AreaField label={t("clearinghouse.patch.diff")} name="diff" hint={t("clearinghouse.patch.diffHint")} rows={10} maxLength={MAX_DIFF_CHARACTERS} error={error} />
          </div>
          <OneOf
            legend={t("clearinghouse.patch.who")}
            name="aiGenerated"
            chosen={[]}
            required
            choices={[
              { value: "no", label: t("clearinghouse.patch.byPerson") },
              { value: "yes", label: t("clearinghouse.patch.byModel") },
            ]}
          />
          <TextField label={t("clearinghouse.patch.model")} name="model" hint={t("clearinghouse.patch.modelHint")} maxLength={200} optional error={error} />
        </>
      )}
    </ActForm>
  );
}

/** The white space at the ends of a diff is part of it. */
export function readPatch(form: FormData): { readonly diff: string; readonly aiGenerated: boolean; readonly model: string | null } {
  const diff = form.get("diff");
  const aiGenerated = readText(form, "aiGenerated") === "yes";
  return { diff: typeof diff === "string" ? diff.replaceAll("\r\n", "\n") : "", aiGenerated, model: aiGenerated ? readOptionalText(form, "model") : null };
}
