import type { UseQueryResult } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState } from "react";
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { ApiError } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { problemInWords } from "../parts/problem-in-words.ts";
import { QueryView } from "../parts/query-view.tsx";
import { openWithPasskey } from "../sign-in/use-passkey.ts";
import type { HeldLink } from "../sign-in/use-passkey.ts";
import { keepProven, readProven } from "./proven-secret.ts";
import type { ProvenSecret } from "./proven-secret.ts";
import { useMailedSecret } from "./use-mailed-secret.ts";
import type { MailedTo } from "./use-mailed-secret.ts";

const AUDIENCES: Readonly<Record<MailedTo, string>> = { maintainer: "case", participant: "case-participant", desk: "hand-off" };

interface MailedLink {
  /** By what the page asks: the mailed secret, or the one that a passkey was shown for. */
  readonly held: HeldLink;
  readonly isProven: boolean;
  /** Goes on with this secret, of a passkey that was shown. */
  readonly prove: (token: string) => void;
  /** Goes on with the mailed one again. */
  readonly forget: () => void;
}

const MailedLinkContext = createContext<MailedLink | undefined>(undefined);

/** The link that opened the page. */
export function useMailedLink(): MailedLink {
  const link = useContext(MailedLinkContext);
  if (!link) throw new Error("Only a page that a mailed link opens has one");
  return link;
}

interface MailedPageProps {
  readonly mailedTo: MailedTo;
  /** What the link opens, given its secret. */
  readonly children: (token: string) => ReactNode;
}

/** A page that only a mailed link opens, and where its holder bound a passkey, only with that. */
export function MailedPage({ mailedTo, children }: MailedPageProps) {
  const mailed = useMailedSecret(mailedTo);
  const [proven, setProven] = useState(() => readProven(mailedTo));
  if (!mailed) {
    return (
      <div className="bw-page">
        <PageHeading title={t("maintainer.noLink.title")} lead={t(`${mailedTo}.noLink.lead`)} />
      </div>
    );
  }
  const isProven = proven?.mailed === mailed;
  const token = isProven ? proven.token : mailed;
  const keep = (kept: ProvenSecret | undefined) => {
    keepProven(mailedTo, kept);
    setProven(kept);
  };
  // At once: what an act invalidates after it would be asked for by the mailed secret, which opens nothing any more.
  const prove = (next: string) => flushSync(() => keep({ mailed, token: next }));
  return (
    <MailedLinkContext value={{ held: { audience: AUDIENCES[mailedTo], token }, isProven, prove, forget: () => keep(undefined) }}>
      <div className="bw-page">{children(token)}</div>
    </MailedLinkContext>
  );
}

/** What a query by the link's secret has to show; a link that is wrong, ended or revoked is told as one. */
export function MailedView<Data>({ query, mailedTo, children }: { readonly query: UseQueryResult<Data>; readonly mailedTo: MailedTo; readonly children: (data: Data) => ReactNode }) {
  const { isProven, forget } = useMailedLink();
  const code = query.error instanceof ApiError ? query.error.code : undefined;
  // A proof ends by itself, and with its passkey; the mailed link is then asked again.
  const isOver = isProven && code === "link-not-valid";
  useEffect(() => {
    if (isOver) forget();
  });
  if (code === "passkey-needed") return <ShowPasskey />;
  if (query.data === undefined && query.error instanceof ApiError && !isOver) {
    return <PageHeading title={t("maintainer.deadLink.title")} lead={`${problemInWords(query.error)} ${t(`${mailedTo}.deadLink.lead`)}`} />;
  }
  return <QueryView query={query}>{children}</QueryView>;
}

/** All that a mailed link shows whose holder has bound a passkey. */
function ShowPasskey() {
  const { held, prove } = useMailedLink();
  return (
    <>
      <PageHeading title={t("linkPasskey.ask.title")} lead={t("linkPasskey.ask.lead")} />
      <Panel heading={t("linkPasskey.ask.heading")}>
        <p className="bw-measure">{t("linkPasskey.ask.lost")}</p>
        <div className="bw-actions bw-after-heading">
          <ActButton label={t("linkPasskey.ask.act")} said={t("linkPasskey.ask.said")} act={async () => prove(await openWithPasskey(held))} />
        </div>
      </Panel>
    </>
  );
}
