import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { newestVersions } from "./newest-versions.ts";
import type { Draft } from "./participant.query.ts";

/** Drafts of the advisory to read before it is published; each reading is on record when its reader says so. */
export function DraftsPanel({ token, drafts }: { readonly token: string; readonly drafts: readonly Draft[] }) {
  return (
    <Panel heading={t("participant.drafts.heading")}>
      <p className="bw-measure">{t("participant.drafts.words")}</p>
      {newestVersions(drafts).map(({ newest, earlier }) => (
        <article key={newest.id} className="bw-given">
          <DraftText draft={newest} />
          {newest.acknowledgedAt ? (
            <p className="bw-note">
              {t("participant.drafts.read")} <DateTime at={newest.acknowledgedAt} />
            </p>
          ) : (
            <div className="bw-actions bw-after-heading">
              <ActButton label={t("participant.drafts.acknowledge")} said={t("participant.drafts.said")} act={() => api.call("POST /participant/drafts", { body: { token, draftId: newest.id, version: newest.version } })} />
            </div>
          )}
          {earlier.length > 0 && (
            <Disclosure summary={t("participant.drafts.earlier")}>
              {earlier.map((draft) => (
                <DraftText key={draft.version} draft={draft} />
              ))}
            </Disclosure>
          )}
        </article>
      ))}
    </Panel>
  );
}

function DraftText({ draft: { version, content, at } }: { readonly draft: Draft }) {
  return (
    <>
      <h3>
        <UntrustedText text={content.title} />
      </h3>
      <p className="bw-note">
        {t("participant.drafts.version", { version })} <DateTime at={at} />
      </p>
      <p className="bw-prose">
        <UntrustedText text={content.text} />
      </p>
    </>
  );
}
