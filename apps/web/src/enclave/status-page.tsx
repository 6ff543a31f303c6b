import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { KeyFigure } from "../parts/key-figure.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { STATUS_ROLES } from "./enclave-roles.ts";
import { statusQuery } from "./enclave.query.ts";

/** Whether keys and guard work. Says nothing of any request. */
export function StatusPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={STATUS_ROLES}>{() => <Status />}</ForRoles>
    </div>
  );
}

function Status() {
  const query = useQuery(statusQuery);
  return (
    <>
      <PageHeading title={t("enclave.status.title")} lead={t("enclave.status.lead")} />
      <QueryView query={query}>
        {({ keys, peer, bundles }) => (
          <>
            <Panel heading={t("enclave.status.keys")}>
              <DefinitionList
                items={[
                  { term: t("enclave.status.announced"), detail: t(keys.announced ? "enclave.status.announcedYes" : "enclave.status.announcedNo") },
                  { term: t("enclave.status.transportKey"), detail: <code className="bw-code">{keys.transportKeyId}</code> },
                  { term: t("enclave.status.directorKey"), detail: keys.directorKeyId === null ? t("enclave.status.noDirectorKey") : <code className="bw-code">{keys.directorKeyId}</code> },
                  { term: t("enclave.status.peer"), detail: peer ? <code className="bw-code">{peer.keyId}</code> : t("enclave.status.noPeer") },
                  { term: t("enclave.status.pinnedAt"), detail: peer && <DateTime at={peer.pinnedAt} /> },
                ]}
              />
            </Panel>
            <Panel heading={t("enclave.status.bundles")}>
              <p className="bw-measure">{t("enclave.status.bundlesLead")}</p>
              <div className="bw-figures">
                <KeyFigure label={t("enclave.status.imported")} value={formatCount(bundles.imported)} />
                <KeyFigure label={t("enclave.status.refused")} value={formatCount(bundles.refused)} />
                <KeyFigure label={t("enclave.status.written")} value={formatCount(bundles.written)} />
                <KeyFigure label={t("enclave.status.withheld")} value={formatCount(bundles.withheld)} />
              </div>
            </Panel>
          </>
        )}
      </QueryView>
    </>
  );
}
