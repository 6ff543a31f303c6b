import type { UseQueryResult } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import type { ReactNode } from "react";
import { ApiError } from "../api.ts";
import { t } from "../messages.ts";
import { NotFound } from "../shell/not-found.tsx";
import { FormProblem } from "./form-problem.tsx";

interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What a query has to show: loading, not there, failed with a way to try again, or its data. */
export function QueryView<Data>({ query, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <Loading />;
  // What is absent and what is not for this reader look alike, here as on the wire.
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFound />;
  return (
    <div className="bw-stack">
      <FormProblem error={query.error} />
      <Button type="button" outline onClick={() => void query.refetch()}>
        {t("shell.error.tryAgain")}
      </Button>
    </div>
  );
}

export function Loading() {
  return (
    <p className="bw-loading" role="status">
      {t("shell.loading")}
    </p>
  );
}
