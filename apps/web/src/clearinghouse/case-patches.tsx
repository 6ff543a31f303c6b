import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { patchesQuery } from "./clearinghouse.query.ts";
import { PatchCard } from "./patch-card.tsx";
import { PatchForm, readPatch } from "./patch-form.tsx";

/** Every patch of a case with its verdict; to confirm, release, withdraw, and to propose one. */
export function CasePatches({ caseId, open }: { readonly caseId: string; readonly open: boolean }) {
  const patches = useQuery(patchesQuery(caseId, open));
  return (
    <Panel heading={t("clearinghouse.patches")}>
      <QueryView query={patches}>
        {(found) => (
          <div className="bw-patches">
            {found.length === 0 && <p className="bw-note">{t("clearinghouse.patches.none")}</p>}
            {found.map((patch) => (
              <PatchCard
                key={patch.id}
                patch={patch}
                confirm={() => api.call("POST /patches/{id}/confirm", { params: { id: patch.id } })}
                release={(fixedVersion) => api.call("POST /patches/{id}/release", { params: { id: patch.id }, body: { fixedVersion } })}
                withdraw={(reason) => api.call("POST /patches/{id}/withdraw", { params: { id: patch.id }, body: { reason } })}
              />
            ))}
          </div>
        )}
      </QueryView>
      {open && (
        <Disclosure summary={t("clearinghouse.patch.propose")}>
          <PatchForm act={(form) => api.call("POST /patches", { body: { caseId, ...readPatch(form) } })} />
        </Disclosure>
      )}
    </Panel>
  );
}
