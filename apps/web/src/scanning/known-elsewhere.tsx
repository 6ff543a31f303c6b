import { useQuery } from "@tanstack/react-query";
import { t, type MessageKey } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { knownQuery } from "./scanning.query.ts";
import type { ProjectKnowledge } from "./scanning.query.ts";

const ROUTES: Readonly<Record<ProjectKnowledge["routes"][number]["route"], MessageKey>> = {
  "security-txt": "scanning.known.security-txt",
  "security-md": "scanning.known.security-md",
  "security-insights": "scanning.known.security-insights",
  "private-reporting": "scanning.known.private-reporting",
  mail: "scanning.known.mail",
};

/** How a project wants to be told and which of its fixes held, as this clearinghouse and others know it: suggestions. */
export function KnownElsewhere({ repository }: { readonly repository: string }) {
  const query = useQuery(knownQuery(repository));
  if (repository === "") return null;
  const fromWords = (from: string | null) => (from === null ? t("scanning.known.here") : <UntrustedText text={from} />);
  return (
    <QueryView query={query}>
      {({ routes, fixes }) =>
        routes.length + fixes.length === 0 ? (
          <p className="bw-measure">{t("scanning.known.none")}</p>
        ) : (
          <>
            {routes.length > 0 && (
              <DataTable
                caption={t("scanning.known.routes")}
                columns={[
                  { key: "address", header: t("scanning.known.address"), cell: ({ address, route }) => <><UntrustedText text={address} /><span className="bw-row-note">{t(ROUTES[route])}</span></> },
                  { key: "from", header: t("scanning.known.from"), cell: ({ from }) => fromWords(from) },
                  { key: "at", header: t("scanning.known.validated"), cell: ({ validatedAt }) => <DateTime at={validatedAt} /> },
                ]}
                rows={routes}
                rowKey={({ from, address }) => `${from ?? ""} ${address}`}
                empty={null}
              />
            )}
            {fixes.length > 0 && (
              <DataTable
                caption={t("scanning.known.fixes")}
                columns={[
                  { key: "version", header: t("scanning.known.version"), cell: ({ fixedVersion, patchDigest }) => <><UntrustedText text={fixedVersion} /><span className="bw-row-note"><code className="bw-digest">{patchDigest}</code></span></> },
                  { key: "from", header: t("scanning.known.from"), cell: ({ from }) => fromWords(from) },
                  { key: "at", header: t("scanning.known.held"), cell: ({ heldAt }) => <DateTime at={heldAt} /> },
                ]}
                rows={fixes}
                rowKey={({ from, patchDigest }) => `${from ?? ""} ${patchDigest}`}
                empty={null}
              />
            )}
            <p className="bw-note">{t("scanning.known.words")}</p>
          </>
        )
      }
    </QueryView>
  );
}
