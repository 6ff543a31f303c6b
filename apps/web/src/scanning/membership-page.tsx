import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AnyOf, StatementField, TextField } from "../parts/fields.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { JOINING } from "./scanning-roles.ts";
import { PURPOSES } from "./scanning-words.ts";
import { membershipQuery, termsQuery } from "./scanning.query.ts";
import type { Membership, MemberPurpose } from "./scanning.query.ts";

export function MembershipPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={JOINING}>{() => <OwnMembership />}</ForRoles>
    </div>
  );
}

function OwnMembership() {
  const membership = useQuery(membershipQuery);
  return (
    <QueryView query={membership}>
      {(found) => (
        <>
          <PageHeading title={t("scanning.membership.title")} lead={t(found ? "scanning.membership.leadMember" : "scanning.membership.lead")} actions={found && <Leave />} />
          {found ? <MemberFacts membership={found} /> : <Join />}
        </>
      )}
    </QueryView>
  );
}

function MemberFacts({ membership: { signatory, purposes, joinedAt, termsVersion } }: { readonly membership: Membership }) {
  return (
    <Panel heading={t("scanning.membership.facts")}>
      <DefinitionList
        items={[
          { term: t("scanning.membership.since"), detail: <DateTime at={joinedAt} /> },
          { term: t("scanning.membership.signedBy"), detail: <UntrustedText text={`${signatory.name}, ${signatory.title}`} /> },
          { term: t("scanning.membership.purposes"), detail: purposes.map((purpose) => t(PURPOSES[purpose].label)).join(", ") },
          { term: t("scanning.membership.version"), detail: termsVersion },
        ]}
      />
    </Panel>
  );
}

/** One act, at once and without a reason. */
function Leave() {
  const leave = useAct({ perform: () => api.call("POST /membership/leaving"), said: t("scanning.membership.left") });
  return (
    <ConfirmDialog trigger={t("scanning.membership.leave")} heading={t("scanning.membership.leaveHeading")} confirm={t("scanning.membership.leave")} onConfirm={() => leave.mutateAsync()} ends>
      <p>{t("scanning.membership.leaveWords")}</p>
    </ConfirmDialog>
  );
}

function Join() {
  const terms = useQuery(termsQuery);
  return (
    <QueryView query={terms}>
      {({ text, digest, version }) => (
        <>
          <Panel heading={t("scanning.membership.terms", { version })}>
            <UntrustedText text={text} block />
          </Panel>
          <Panel heading={t("scanning.membership.join")}>
            <ActForm
              label={t("scanning.membership.join")}
              submit={t("scanning.membership.join")}
              said={t("scanning.membership.joined")}
              fields={["signatory.name", "signatory.title"]}
              act={(form) =>
                api.call("POST /membership", {
                  body: { termsDigest: digest, signatory: { name: readText(form, "signatory.name"), title: readText(form, "signatory.title") }, purposes: readChoices<MemberPurpose>(form, "purposes"), agrees: true },
                })
              }
            >
              {(error) => (
                <>
                  <AnyOf
                    legend={t("scanning.membership.purposes")}
                    name="purposes"
                    hint={t("scanning.membership.purposesHint")}
                    choices={Object.entries(PURPOSES).map(([value, words]) => ({ value, label: t(words.label), description: t(words.means) }))}
                  />
                  <TextField label={t("scanning.membership.name")} name="signatory.name" maxLength={200} error={error} />
                  <TextField label={t("scanning.membership.position")} name="signatory.title" maxLength={200} error={error} />
                  <StatementField name="agrees" statement={t("scanning.membership.agrees")} />
                </>
              )}
            </ActForm>
          </Panel>
        </>
      )}
    </QueryView>
  );
}
