import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { NotFound } from "../shell/not-found.tsx";
import { DirectiveText } from "./directive-text.tsx";
import { deadlineInWords, DIRECTIVE_STATES, inDays, KINDS, OFFICERS } from "./directive-words.ts";
import { draftsQuery } from "./directives.query.ts";
import type { Draft } from "./directives.query.ts";
import { WordsForm } from "./words-form.tsx";

/** One draft: read, written anew, issued by an officer who did not write in it, or taken back. */
export function DraftPage() {
  const { id } = useParams({ from: "/directives/drafts/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>{() => <FoundDraft id={id} />}</ForRoles>
    </div>
  );
}

function FoundDraft({ id }: { readonly id: string }) {
  const drafts = useQuery(draftsQuery);
  return (
    <QueryView query={drafts}>
      {(all) => {
        const draft = all.drafts.find((one) => one.id === id);
        return draft === undefined ? <NotFound /> : <ShownDraft draft={draft} />;
      }}
    </QueryView>
  );
}

function ShownDraft({ draft: { id, words, version, authors, mayIssue } }: { readonly draft: Draft }) {
  const navigate = useNavigate();
  // When it is issued or taken back there is no draft any more.
  const leave = async (act: Promise<unknown>, to: "/directives" | "/directives/drafts") => {
    await act;
    await navigate({ to });
  };
  return (
    <>
      <PageHeading
        eyebrow={t("directives.eyebrow", { kind: t(KINDS[words.kind]), number: words.number })}
        title={words.title}
        status={<StatusTag state="draft" words={DIRECTIVE_STATES} />}
        lead={<UntrustedText text={words.summary} />}
      />
      <Panel heading={t("directives.drafts.decide")}>
        <p className="bw-measure">
          {t("directives.drafts.writtenBy", { names: authors.join(", "), version })} {t(mayIssue ? "directives.drafts.youIssue" : "directives.drafts.anotherIssues")}
        </p>
        <div className="bw-actions">
          {mayIssue && <ActButton label={t("directives.drafts.issue", { number: words.number })} said={t("directives.drafts.issued", { number: words.number })} act={() => leave(api.call("POST /directive-work/drafts/{id}/issue", { params: { id } }), "/directives")} />}
          <ActButton label={t("directives.drafts.withdraw")} said={t("directives.takenBack")} act={() => leave(api.call("POST /directive-work/drafts/{id}/withdrawal", { params: { id } }), "/directives/drafts")} outline />
        </div>
      </Panel>
      <Panel heading={t("directives.actions")}>
        <p className="bw-measure">
          <UntrustedText text={words.scope} />
        </p>
        <p className="bw-note">{t("directives.drafts.effective", { day: inDays(words.effectiveOn) })}</p>
        <ul className="bw-draft-actions">
          {words.actions.map((action) => (
            <li key={action.id}>
              <strong>
                <UntrustedText text={action.title} />
              </strong>
              , {deadlineInWords(action.deadline, null)}
              <span className="bw-row-note">
                <UntrustedText text={action.words} />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <DirectiveText words={words} />
      <Disclosure summary={t("directives.drafts.change")}>
        <WordsForm key={JSON.stringify(words)} words={words} submit={t("directives.drafts.keep")} said={t("directives.drafts.kept")} act={(changed) => api.call("POST /directive-work/drafts/{id}/words", { params: { id }, body: changed })} />
      </Disclosure>
    </>
  );
}
