import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { FINDING_WORDS } from "../findings/finding-words.ts";
import { formatShare } from "../format.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { compareFrames } from "./compare-frames.ts";
import type { NearFinding } from "./triage.query.ts";

const BASES: Readonly<Record<NearFinding["basis"], MessageKey>> = { stack: "clearinghouse.near.basis.stack", place: "clearinghouse.near.basis.place", "fix-replay": "clearinghouse.near.basis.fix-replay" };
const VERDICTS: Readonly<Record<NonNullable<NearFinding["verdict"]>, MessageKey>> = {
  same: "clearinghouse.near.verdict.same",
  different: "clearinghouse.near.verdict.different",
  mixed: "clearinghouse.near.verdict.mixed",
  undecided: "clearinghouse.near.verdict.undecided",
};

interface NearListProps {
  readonly findingId: string;
  readonly stack: readonly string[] | null;
  readonly near: readonly NearFinding[];
  /** The reader may rule on the two, and so have their fixes tried on each other. */
  readonly mayTry: boolean;
}

/** What a finding may be the same as, each with its reason and both crashes side by side. */
export function NearList({ findingId, stack, near, mayTry }: NearListProps) {
  if (near.length === 0) return <p className="bw-note">{t("clearinghouse.near.none")}</p>;
  return (
    <ul className="bw-near">
      {near.map((one) => (
        <li key={`${one.findingId} ${one.basis}`} className="bw-near__one">
          <p className="bw-near__title">
            <Link to="/clearinghouse/findings/$id" params={{ id: one.findingId }} className="usa-link">
              {toVisibleText(one.title)}
            </Link>{" "}
            <StatusTag state={one.state} words={FINDING_WORDS} />
          </p>
          <p className="bw-plain">
            {t(BASES[one.basis])}
            {one.score !== null && `: ${t("clearinghouse.near.score", { percent: formatShare(one.score, 1) })}`}
            {one.verdict && `: ${t(VERDICTS[one.verdict])}`}
            {one.settled && ` – ${t(`clearinghouse.near.settled.${one.settled}`)}`}
          </p>
          {one.reason && (
            <p className="bw-prose">
              <UntrustedText text={one.reason} />
            </p>
          )}
          {one.basis !== "place" && <Frames one={stack} other={one.stack} />}
          {mayTry && one.settled === null && (
            <ActButton
              outline
              label={t("clearinghouse.near.replay")}
              said={t("clearinghouse.near.replayed")}
              act={() => api.call("POST /findings/{id}/replays", { params: { id: findingId }, body: { otherId: one.findingId } })}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

/** Two stacks in two columns; where they differ, a sign and a word say so, not the colour alone. */
function Frames({ one, other }: { readonly one: readonly string[] | null; readonly other: readonly string[] | null }) {
  if (one === null || other === null) return <p className="bw-note">{t("clearinghouse.near.notOpen")}</p>;
  return (
    <table className="bw-frames">
      <caption className="usa-sr-only">{t("clearinghouse.near.frames")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("clearinghouse.near.this")}</th>
          <th scope="col">
            <span className="usa-sr-only">{t("clearinghouse.near.sign")}</span>
          </th>
          <th scope="col">{t("clearinghouse.near.other")}</th>
        </tr>
      </thead>
      <tbody>
        {compareFrames(one, other).map((pair, index) => {
          const isSame = pair.one === pair.other;
          return (
            <tr key={index} className={isSame ? undefined : "bw-frames__differs"}>
              <td>{pair.one !== null && <UntrustedText text={pair.one} />}</td>
              <td>
                <span aria-hidden="true">{isSame ? "=" : "≠"}</span>
                <span className="usa-sr-only">{t(isSame ? "clearinghouse.near.same" : "clearinghouse.near.differs")}</span>
              </td>
              <td>{pair.other !== null && <UntrustedText text={pair.other} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
