import { t } from "../messages.ts";
import { CopyButton } from "./copy-button.tsx";

interface OrganisationIdentifierProps {
  readonly id: string;
  /** Whom to give it to, and what for. */
  readonly words: string;
}

/** By what another organisation names this one. There is no list of organisations to choose from: who takes part is nobody's to browse. */
export function OrganisationIdentifier({ id, words }: OrganisationIdentifierProps) {
  return (
    <div className="bw-identifier">
      <p className="bw-measure">{words}</p>
      <div className="bw-identifier__row">
        <code>{id}</code>
        <CopyButton text={id} what={t("parts.identifier.what")} />
      </div>
    </div>
  );
}
