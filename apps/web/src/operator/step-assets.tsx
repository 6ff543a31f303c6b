import { Link } from "@tanstack/react-router";
import { Checkbox } from "@trussworks/react-uswds";
import type { ChangeEvent } from "react";
import { formatShare } from "../format.ts";
import { t, tCount } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { MarkTags } from "./mark-tags.tsx";
import { DEPLOYMENT_WORDS } from "./operator-words.ts";
import type { PlanAsset } from "./operator.query.ts";

interface StepAssetsProps {
  readonly assets: readonly PlanAsset[];
  /** Those that the next action leaves out. */
  readonly left: ReadonlySet<string>;
  readonly choose: (id: string, chosen: boolean) => void;
  readonly choosable: boolean;
}

/** Which of the operator's own entries a step is about, why we think so, and the one answer that would settle it. */
export function StepAssets({ assets, left, choose, choosable }: StepAssetsProps) {
  return (
    <Disclosure summary={tCount("operator.plan.about", assets.length)}>
      {choosable && assets.length > 1 && <p className="bw-note">{t("operator.plan.some")}</p>}
      <ul className="bw-assets">
        {assets.map((asset) => (
          <li key={asset.id} className="bw-asset">
            <div className="bw-asset__top">
              {choosable && assets.length > 1 ? (
                <Checkbox id={`asset-${asset.id}`} name={`asset-${asset.id}`} label={<AssetName asset={asset} />} checked={!left.has(asset.id)} onChange={(event: ChangeEvent<HTMLInputElement>) => choose(asset.id, event.currentTarget.checked)} />
              ) : (
                <AssetName asset={asset} />
              )}
              <span className="bw-page-heading__status">
                <MarkTags {...asset} />
                <StatusTag state={asset.state} words={DEPLOYMENT_WORDS} />
              </span>
            </div>
            <AssetFacts asset={asset} />
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function AssetName({ asset: { name, version, location } }: { readonly asset: PlanAsset }) {
  return (
    <span>
      <strong>
        <UntrustedText text={version ? `${name} ${version}` : name} />
      </strong>
      {location && (
        <>
          {", "}
          <UntrustedText text={location} />
        </>
      )}
    </span>
  );
}

function AssetFacts({ asset }: { readonly asset: PlanAsset }) {
  return (
    <div className="bw-asset__facts">
      <p>
        <UntrustedText text={asset.reason} /> {t("operator.asset.probability", { share: formatShare(asset.probability, 1) })}
      </p>
      {asset.question && (
        <p>
          <strong>{t("operator.asset.question")}</strong> <UntrustedText text={asset.question} />{" "}
          <Link to="/operator/questions" search={(before) => before} className="usa-link">
            {t("operator.asset.answer")}
          </Link>
        </p>
      )}
      {asset.scheduledFor && (
        <p>
          {t("operator.asset.scheduledFor")} <DateTime at={asset.scheduledFor} />
        </p>
      )}
      {asset.reviewOn && (
        <p>
          {t("operator.asset.reviewOn")} <DateTime at={asset.reviewOn} />
        </p>
      )}
      {asset.statement && (
        <p>
          {t("operator.asset.statement")} <UntrustedText text={asset.statement} />
        </p>
      )}
      <p className="bw-note">
        <UntrustedText text={asset.place} />
      </p>
    </div>
  );
}
