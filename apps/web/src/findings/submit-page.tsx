import { Link, useSearch } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { BundleUpload } from "./bundle-upload.tsx";
import { FINDERS } from "./finders.ts";

export function SubmitPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <Submit />}</ForRoles>
    </div>
  );
}

function Submit() {
  const { appealOf } = useSearch({ from: "/findings/submit" });
  return (
    <>
      <PageHeading
        eyebrow={t("findings.menu")}
        title={t(appealOf ? "findings.submit.appealTitle" : "findings.submit.title")}
        lead={t("findings.submit.lead")}
        actions={
          !appealOf && (
            <LinkButton to="/findings/submit-many" outline>
              {t("findings.submit.toMany")}
            </LinkButton>
          )
        }
      />
      <Panel heading={t("findings.submit.one")}>
        <BundleUpload send={(file) => api.call("POST /findings", { query: appealOf ? { appealOf } : {}, body: file })}>{(receipt) => <Receipt receipt={receipt} />}</BundleUpload>
      </Panel>
    </>
  );
}

function Receipt({ receipt }: { readonly receipt: Operations["POST /findings"]["reply"] }) {
  return (
    <div className="bw-after-heading">
      <p>
        {t(receipt.alreadyReceived ? "findings.submit.again" : "findings.submit.received")}{" "}
        <Link to="/findings/$id" params={{ id: receipt.findingId }} className="usa-link">
          {t("findings.submit.follow")}
        </Link>
      </p>
      <DefinitionList
        items={[
          { term: t("findings.submit.digest"), detail: <code className="bw-digest">{receipt.digest}</code> },
          { term: t("findings.submit.commitment"), detail: <code className="bw-digest">{receipt.commitment}</code> },
        ]}
      />
    </div>
  );
}
