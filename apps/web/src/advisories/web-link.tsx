import type { ReactNode } from "react";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { isWebAddress } from "./advisory-words.ts";

/** A link to what an advisory refers to; plain text where it is no web address. */
export function WebLink({ url, children }: { readonly url: string; readonly children?: ReactNode }) {
  const words = children ?? <UntrustedText text={url} />;
  if (!isWebAddress(url)) return <>{words}</>;
  return (
    <a className="usa-link" href={url} rel="noreferrer nofollow">
      {words}
    </a>
  );
}
