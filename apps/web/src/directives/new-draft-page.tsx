import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { OFFICERS } from "./directive-words.ts";
import { directiveQuery } from "./directives.query.ts";
import type { Words } from "./directives.query.ts";
import { toNextWords } from "./read-words.ts";
import { WordsForm } from "./words-form.tsx";

/** A directive's first draft, or the next version of one in force. */
export function NewDraftPage() {
  const { versionOf } = useSearch({ from: "/directives/drafts/new" });
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>
        {() => (
          <>
            <PageHeading title={t(versionOf === undefined ? "directives.drafts.write" : "directives.newVersion")} lead={t("directives.drafts.writeLead")} />
            {versionOf === undefined ? <NewForm /> : <NextVersion id={versionOf} />}
          </>
        )}
      </ForRoles>
    </div>
  );
}

function NextVersion({ id }: { readonly id: string }) {
  const directive = useQuery(directiveQuery(id));
  return <QueryView query={directive}>{(found) => <NewForm words={toNextWords(found)} />}</QueryView>;
}

function NewForm({ words }: { readonly words?: Words }) {
  const navigate = useNavigate();
  const draft = async (written: Words) => {
    await api.call("POST /directives", { body: { words: written } });
    await navigate({ to: "/directives/drafts" });
  };
  return <WordsForm words={words} submit={t("directives.drafts.keep")} said={t("directives.drafts.kept")} act={draft} />;
}
