import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { LEVEL_WORDS } from "../findings/finding-words.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { FindingLink, NearFindings } from "./triage.query.ts";

const KINDS: Readonly<Record<FindingLink["kind"], MessageKey>> = {
  duplicate: "clearinghouse.link.kind.duplicate",
  subsumed: "clearinghouse.link.kind.subsumed",
  chain: "clearinghouse.link.kind.chain",
  apart: "clearinghouse.link.kind.apart",
};

/** What a finding is linked to, why and by whom; and how to take two apart again. Nothing is shown where there is no link. */
export function LinksPanel({ near, mayEnd }: { readonly near: NearFindings; readonly mayEnd: boolean }) {
  const { links, chain, subsumes } = near;
  if (links.length === 0 && chain === null && subsumes.length === 0) return null;
  return (
    <Panel heading={t("clearinghouse.links")}>
      {chain && <Chain chain={chain} findingId={near.findingId} />}
      {subsumes.length > 0 && (
        <>
          <h3>{t("clearinghouse.link.subsumes")}</h3>
          <FindingIds ids={subsumes} />
        </>
      )}
      <ul className="bw-near">
        {links.map((link) => (
          <li key={link.id} className="bw-near__one">
            <OneLink link={link} findingId={near.findingId} mayEnd={mayEnd} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Chain({ chain, findingId }: { readonly chain: NonNullable<NearFindings["chain"]>; readonly findingId: string }) {
  return (
    <div className="bw-given">
      <h3>{t("clearinghouse.link.chain")}</h3>
      <p>
        {t("clearinghouse.act.level")}: <StatusTag state={chain.level} words={LEVEL_WORDS} />
      </p>
      {chain.story && (
        <p className="bw-prose">
          <UntrustedText text={chain.story} />
        </p>
      )}
      <FindingIds ids={chain.findingIds.filter((id) => id !== findingId)} />
    </div>
  );
}

function FindingIds({ ids }: { readonly ids: readonly string[] }) {
  return (
    <ul className="bw-links">
      {ids.map((id) => (
        <li key={id}>
          <FindingId id={id} />
        </li>
      ))}
    </ul>
  );
}

function FindingId({ id }: { readonly id: string }) {
  return (
    <Link to="/clearinghouse/findings/$id" params={{ id }} className="usa-link">
      {id}
    </Link>
  );
}

function OneLink({ link, findingId, mayEnd }: { readonly link: FindingLink; readonly findingId: string; readonly mayEnd: boolean }) {
  const other = link.findingId === findingId ? link.otherId : link.findingId;
  return (
    <>
      <p className="bw-near__title">
        {t(KINDS[link.kind])} {other && <FindingId id={other} />}
      </p>
      <p className="bw-plain">
        {link.byName ? <UntrustedText text={link.byName} /> : t("clearinghouse.link.byMachine")} · <DateTime at={link.at} />
      </p>
      {link.reason && (
        <p className="bw-prose">
          <UntrustedText text={link.reason} />
        </p>
      )}
      {link.endedAt && (
        <p className="bw-plain">
          {t("clearinghouse.link.ended")} <DateTime at={link.endedAt} /> {link.endReason && <UntrustedText text={link.endReason} />}
        </p>
      )}
      {mayEnd && link.endedAt === null && (
        <Disclosure summary={t("clearinghouse.link.end")}>
          <p className="bw-measure">{t("clearinghouse.link.endMeans")}</p>
          <ActForm
            label={t("clearinghouse.link.end")}
            submit={t("clearinghouse.link.end")}
            said={t("clearinghouse.link.endSaid")}
            fields={["reason"]}
            outline
            act={(form) => api.call("POST /findings/{id}/links/end", { params: { id: findingId }, body: { linkId: link.id, reason: readText(form, "reason") } })}
          >
            {(error) => <AreaField label={t("clearinghouse.reason")} name="reason" rows={2} maxLength={2000} error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </>
  );
}
