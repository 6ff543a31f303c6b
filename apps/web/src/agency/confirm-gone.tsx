import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { Panel } from "../parts/panel.tsx";
import { useAct } from "../parts/use-act.ts";

/** What complete scans saw no more is fixed when the agency says so. */
export function ConfirmGone({ cveId }: { readonly cveId: string | undefined }) {
  const confirming = useAct({ perform: () => api.call("POST /agency/instances/confirm-gone", { body: cveId === undefined ? {} : { cveId } }), said: t("agency.gone.said") });
  return (
    <Panel heading={t("agency.gone.title")}>
      <p className="bw-measure">{t("agency.gone.words")}</p>
      <ConfirmDialog trigger={t("agency.gone.confirm")} heading={t("agency.gone.confirm")} confirm={t("agency.gone.yes")} onConfirm={() => confirming.mutateAsync()}>
        <p>{t(cveId === undefined ? "agency.gone.all" : "agency.gone.one", { cveId: cveId ?? "" })}</p>
      </ConfirmDialog>
    </Panel>
  );
}
