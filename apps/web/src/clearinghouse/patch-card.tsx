import { AiLabel } from "../findings/ai-label.tsx";
import { PARTY_WORDS } from "../findings/finding-words.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { PATCH_WORDS, verdictWords } from "./case-words.ts";
import type { Patch } from "./clearinghouse.query.ts";

interface PatchCardProps {
  readonly patch: Patch;
  /** What this reader may do; the patch's own state says when. */
  readonly confirm?: () => Promise<unknown>;
  readonly release?: (fixedVersion: string) => Promise<unknown>;
  readonly withdraw?: (reason: string) => Promise<unknown>;
}

/** One patch: who wrote it, what the sandbox showed, who stands behind it, and what comes next. */
export function PatchCard({ patch, confirm, release, withdraw }: PatchCardProps) {
  const { author, verification, confirmed, signature } = patch;
  return (
    <article className="bw-patch" aria-label={t("clearinghouse.patch.of", { author: t(PARTY_WORDS[author.party]) })}>
      <div className="bw-patch__top">
        <StatusTag state={patch.state} words={PATCH_WORDS} />
        {author.aiGenerated && <AiLabel made="written" />}
      </div>
      <div aria-live="polite">{verification ? <Verdict verification={verification} /> : <p>{t("clearinghouse.patch.inSandbox")}</p>}</div>
      {patch.withdrawn && (
        <p>
          {t("clearinghouse.patch.withdrawnBecause")} <UntrustedText text={patch.withdrawn.reason} />
        </p>
      )}
      <DefinitionList
        items={[
          { term: t("clearinghouse.patch.author"), detail: <UntrustedText text={`${t(PARTY_WORDS[author.party])}: ${author.name}`} /> },
          { term: t("clearinghouse.patch.model"), detail: author.model && <UntrustedText text={author.model} /> },
          { term: t("clearinghouse.patch.confirmedBy"), detail: confirmed && <UntrustedText text={confirmed.byName} /> },
          { term: t("clearinghouse.patch.fixedVersion"), detail: patch.fixedVersion && <UntrustedText text={patch.fixedVersion} /> },
          { term: t("clearinghouse.patch.signedAt"), detail: signature && <DateTime at={signature.at} /> },
          { term: t("clearinghouse.patch.releasedAt"), detail: patch.releasedAt && <DateTime at={patch.releasedAt} /> },
          { term: t("clearinghouse.patch.test"), detail: patch.regressionTest && <TestResult of={patch.regressionTest} /> },
          { term: t("clearinghouse.patch.releaseCheck"), detail: patch.releaseCheck && <ReleaseCheck of={patch.releaseCheck} /> },
        ]}
      />
      <Disclosure summary={t("clearinghouse.patch.show")}>
        <UntrustedText text={patch.diff} block />
        <CopyButton text={patch.diff} what={t("clearinghouse.patch.patch")} />
      </Disclosure>
      <div className="bw-stack">
        {patch.state === "verified" && confirmed === null && !patch.mayConfirm && <p>{t("clearinghouse.patch.needsOther")}</p>}
        {confirm && patch.mayConfirm && <ActButton label={t("clearinghouse.patch.confirm")} said={t("clearinghouse.patch.confirmed")} act={confirm} />}
        {release && patch.state === "signed" && <ReleaseForm release={release} />}
        {withdraw && (patch.state === "signed" || patch.state === "released" || patch.state === "superseded") && <WithdrawForm withdraw={withdraw} />}
      </div>
    </article>
  );
}

/** The regression test that came with it: whether it fails without the patch and passes with it. */
function TestResult({ of: { path, holds } }: { readonly of: NonNullable<Patch["regressionTest"]> }) {
  return (
    <>
      <UntrustedText text={path} />: {t(holds === null ? "maintainer.test.waits" : holds ? "maintainer.test.holds" : "maintainer.test.fails")}
    </>
  );
}

/** What the released fix showed when it was run against the evidence. */
function ReleaseCheck({ of: { held, verdict, at } }: { readonly of: NonNullable<Patch["releaseCheck"]> }) {
  const words = verdictWords(verdict);
  return (
    <>
      {t(held ? "clearinghouse.patch.held" : "clearinghouse.patch.notHeld")} {!held && (words ? t(words) : <UntrustedText text={verdict} />)} <DateTime at={at} />
    </>
  );
}

function Verdict({ verification }: { readonly verification: NonNullable<Patch["verification"]> }) {
  const words = verdictWords(verification.verdict);
  return (
    <>
      <p className="bw-patch__verdict">{words ? t(words) : <UntrustedText text={verification.verdict} />}</p>
      {verification.detail && (
        <p className="bw-note">
          <UntrustedText text={verification.detail} />
        </p>
      )}
    </>
  );
}

function ReleaseForm({ release }: { readonly release: (fixedVersion: string) => Promise<unknown> }) {
  return (
    <ActForm label={t("clearinghouse.patch.release")} submit={t("clearinghouse.patch.release")} said={t("clearinghouse.patch.released")} fields={["fixedVersion"]} act={(form) => release(readText(form, "fixedVersion"))}>
      {(error) => <TextField label={t("clearinghouse.patch.fixedVersion")} name="fixedVersion" hint={t("clearinghouse.patch.versionHint")} maxLength={100} error={error} />}
    </ActForm>
  );
}

function WithdrawForm({ withdraw }: { readonly withdraw: (reason: string) => Promise<unknown> }) {
  return (
    <Disclosure summary={t("clearinghouse.patch.withdraw")}>
      <p>{t("clearinghouse.patch.withdrawWords")}</p>
      <ActForm label={t("clearinghouse.patch.withdraw")} submit={t("clearinghouse.patch.withdraw")} said={t("clearinghouse.patch.withdrawn")} fields={["reason"]} outline act={(form) => withdraw(readText(form, "reason"))}>
        {(error) => <AreaField label={t("clearinghouse.reason")} name="reason" maxLength={2000} error={error} />}
      </ActForm>
    </Disclosure>
  );
}
