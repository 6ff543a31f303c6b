import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { countInWords, deadlineInWords } from "./directive-words.ts";
import type { Directive, DirectiveAction } from "./directives.query.ts";

/** What an agency has to do, by when, and how many have. */
export function ActionsTable({ directive: { actions, binding } }: { readonly directive: Directive }) {
  return (
    <DataTable
      caption={t("directives.actions")}
      columns={[
        { key: "action", header: t("directives.action"), cell: (action) => <Action action={action} /> },
        { key: "due", header: t("directives.due"), cell: ({ deadline, dueOn }) => deadlineInWords(deadline, dueOn) },
        ...(binding
          ? [
              { key: "done", header: t("directives.agenciesDone"), numeric: true, cell: ({ agenciesDone }: DirectiveAction) => countInWords(agenciesDone) },
              { key: "late", header: t("directives.agenciesLate"), numeric: true, cell: ({ agenciesLate }: DirectiveAction) => countInWords(agenciesLate) },
            ]
          : []),
      ]}
      rows={actions}
      rowKey={({ id }) => id}
      empty={null}
    />
  );
}

function Action({ action: { title, words, appliesTo } }: { readonly action: DirectiveAction }) {
  return (
    <>
      <UntrustedText text={title} />
      <span className="bw-row-note">
        <UntrustedText text={words} />
      </span>
      <span className="bw-row-note">
        {t("directives.appliesTo")} <UntrustedText text={appliesTo} />
      </span>
    </>
  );
}
