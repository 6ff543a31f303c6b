import { AiLabel } from "../findings/ai-label.tsx";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { PatchCheck, StepPatch } from "./operator.query.ts";

interface PatchProps {
  readonly patch: StepPatch;
}

/** The patch itself, what it is signed with, and by which keys. */
export function SignedPatch({ patch }: PatchProps) {
  return (
    <>
      <a className="usa-link" href={patch.artefactUrl}>
        {t("operator.plan.patchFile")}
      </a>
      {", "}
      <a className="usa-link" href={patch.signatureUrl}>
        {t("advisories.signature")}
      </a>
      {", "}
      <a className="usa-link" href={patch.keyUrl}>
        {t("operator.plan.patchKeys")}
      </a>{" "}
      {patch.aiGenerated && <AiLabel made="written" />}
      <code className="bw-digest">{patch.digest}</code>
    </>
  );
}

const SYSTEMS: Readonly<Record<PatchCheck["system"], MessageKey>> = { any: "operator.check.any", windows: "operator.check.windows", linux: "operator.check.linux" };

/** How to see that a patch is the one that was signed: only whoever installs it by hand needs it. */
export function CheckPatch({ patch }: PatchProps) {
  if (patch.check.length === 0) return null;
  return (
    <Disclosure summary={t("operator.check")}>
      <ol className="bw-step__how">
        {patch.check.map((check) => (
          <li key={`${check.system} ${check.says}`}>
            <UntrustedText text={check.says} />
            {check.commands.length > 0 && <Commands commands={check.commands} system={check.system} />}
          </li>
        ))}
      </ol>
      <p>
        <SignedPatch patch={patch} />
      </p>
    </Disclosure>
  );
}

function Commands({ commands, system }: Pick<PatchCheck, "commands" | "system">) {
  const text = commands.join("\n");
  return (
    <div className="bw-commands">
      <UntrustedText text={text} block />
      <CopyButton text={text} what={t("operator.check.commands", { system: t(SYSTEMS[system]) })} />
    </div>
  );
}
