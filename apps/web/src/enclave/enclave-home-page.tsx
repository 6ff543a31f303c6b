import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { useSession } from "../shell/session.ts";

export function EnclaveHomePage() {
  const session = useSession();
  return (
    <div className="bw-page">
      <PageHeading
        title={t("enclave.home.title")}
        lead={t("enclave.home.lead")}
        actions={session.state === "signed-out" && <LinkButton to="/sign-in">{t("shell.signIn")}</LinkButton>}
      />
      <div className="bw-columns">
        <Panel heading={t("enclave.home.stays.heading")}>
          <ul className="usa-list">
            <li>{t("enclave.home.stays.standard")}</li>
            <li>{t("enclave.home.stays.scores")}</li>
            <li>{t("enclave.home.stays.views")}</li>
          </ul>
        </Panel>
        <Panel heading={t("enclave.home.leaves.heading")}>
          <ul className="usa-list">
            <li>{t("enclave.home.leaves.commitment")}</li>
            <li>{t("enclave.home.leaves.result")}</li>
            <li>{t("enclave.home.leaves.set")}</li>
          </ul>
        </Panel>
      </div>
    </div>
  );
}
