import { UntrustedText } from "../parts/untrusted-text.tsx";

/** A person with their organisation below, in one cell. */
export function Who({ name, organisation }: { readonly name: string; readonly organisation: string }) {
  return (
    <>
      <UntrustedText text={name} />
      <span className="bw-subline">
        <UntrustedText text={organisation} />
      </span>
    </>
  );
}
