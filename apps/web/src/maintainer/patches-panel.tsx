import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { PatchCard } from "../clearinghouse/patch-card.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { maintainerPatchesQuery } from "./maintainer.query.ts";
import type { MaintainerView } from "./maintainer.query.ts";
import { OwnPatch } from "./own-patch.tsx";

/** Take the candidate, send one's own, watch the sandbox's verdict, stand behind it, release it. */
export function PatchesPanel({ token, view }: { readonly token: string; readonly view: MaintainerView }) {
  const patches = useQuery(maintainerPatchesQuery(token));
  const { acceptCandidatePatch, proposePatch } = view.may;
  return (
    <Panel heading={t("maintainer.patches.heading")}>
      <p className="bw-measure">{t("maintainer.patches.words")}</p>
      <QueryView query={patches}>
        {(found) => (
          <div className="bw-patches">
            {found.map((patch) => (
              <PatchCard
                key={patch.id}
                patch={patch}
                confirm={() => api.call("POST /maintainer/patches/confirm", { body: { token, patchId: patch.id } })}
                release={(fixedVersion) => api.call("POST /maintainer/patches/release", { body: { token, patchId: patch.id, fixedVersion } })}
              />
            ))}
            {found.length === 0 && !acceptCandidatePatch && !proposePatch && <p className="bw-note">{t("maintainer.patches.later")}</p>}
            {acceptCandidatePatch && !found.some(isCandidateInPlay) && (
              <div className="bw-stack">
                <ActButton label={t("maintainer.patches.accept")} said={t("maintainer.patches.accepted")} act={() => api.call("POST /maintainer/patches/accept", { body: { token } })} />
              </div>
            )}
            {proposePatch && (
              <Disclosure summary={t("maintainer.patches.own")}>
                <OwnPatch token={token} />
              </Disclosure>
            )}
          </div>
        )}
      </QueryView>
    </Panel>
  );
}

/** The finder's own patch is being tried or has held: nothing more to accept. */
function isCandidateInPlay({ author, state }: { readonly author: { readonly party: string }; readonly state: string }): boolean {
  return author.party === "finder" && state !== "failed" && state !== "superseded" && state !== "withdrawn";
}
