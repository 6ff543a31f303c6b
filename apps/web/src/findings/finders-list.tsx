import { UntrustedText } from "../parts/untrusted-text.tsx";
import { AiLabel } from "./ai-label.tsx";
import type { Finding } from "./findings.query.ts";

/** Everybody who found it, in order of arrival, with the model where it was one. */
export function FindersList({ finders }: { readonly finders: Finding["credited"] }) {
  return (
    <ul className="bw-finders">
      {finders.map(({ name, aiGenerated, model }, index) => (
        <li key={`${name} ${index}`}>
          <UntrustedText text={name} />
          {aiGenerated && <AiLabel />}
          {model && (
            <span className="bw-note">
              <UntrustedText text={model} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
