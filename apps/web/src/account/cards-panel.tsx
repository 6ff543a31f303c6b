import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { useAct } from "../parts/use-act.ts";
import { cardsQuery } from "./account.query.ts";

/** Smart cards of the person (PIV, CAC). A card is never uploaded: the browser shows it, and the server reads what was shown. */
export function CardsPanel() {
  const cards = useQuery(cardsQuery);
  return (
    <Panel heading={t("cards.heading")}>
      <p>{t("cards.words")}</p>
      <QueryView query={cards}>
        {(rows) => (
          <DataTable
            caption={t("cards.heading")}
            captionHidden
            rows={rows}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t("cards.none")} />}
            columns={[
              { key: "card", header: t("cards.enrolledAt"), cell: ({ enrolledAt }) => <DateTime at={enrolledAt} /> },
              { key: "remove", header: t("cards.remove"), cell: ({ id }) => <RemoveCard id={id} /> },
            ]}
          />
        )}
      </QueryView>
      <div className="bw-stack bw-after-heading">
        <ActButton outline label={t("cards.enrol")} said={t("cards.enrolled")} act={() => api.call("POST /cards")} />
      </div>
    </Panel>
  );
}

function RemoveCard({ id }: { readonly id: string }) {
  const remove = useAct({ perform: () => api.call("DELETE /cards/{id}", { params: { id } }), said: t("cards.removed") });
  return (
    <ConfirmDialog trigger={t("cards.remove")} heading={t("cards.removeHeading")} confirm={t("cards.remove")} onConfirm={() => remove.mutateAsync()} ends>
      {t("cards.removeWords")}
    </ConfirmDialog>
  );
}
