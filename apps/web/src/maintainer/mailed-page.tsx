import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../api.ts";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { problemInWords } from "../parts/problem-in-words.ts";
import { QueryView } from "../parts/query-view.tsx";
import { useMailedSecret } from "./use-mailed-secret.ts";
import type { MailedTo } from "./use-mailed-secret.ts";

interface MailedPageProps {
  readonly mailedTo: MailedTo;
  /** What the link opens, given its secret. */
  readonly children: (token: string) => ReactNode;
}

/** A page that only a mailed link opens. */
export function MailedPage({ mailedTo, children }: MailedPageProps) {
  const token = useMailedSecret(mailedTo);
  return <div className="bw-page">{token ? children(token) : <PageHeading title={t("maintainer.noLink.title")} lead={t(`${mailedTo}.noLink.lead`)} />}</div>;
}

/** What a query by the link's secret has to show; a link that is wrong, ended or revoked is told as one. */
export function MailedView<Data>({ query, mailedTo, children }: { readonly query: UseQueryResult<Data>; readonly mailedTo: MailedTo; readonly children: (data: Data) => ReactNode }) {
  if (query.data === undefined && query.error instanceof ApiError) {
    return <PageHeading title={t("maintainer.deadLink.title")} lead={`${problemInWords(query.error)} ${t(`${mailedTo}.deadLink.lead`)}`} />;
  }
  return <QueryView query={query}>{children}</QueryView>;
}
