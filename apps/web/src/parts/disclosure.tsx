import type { ReactNode } from "react";

interface DisclosureProps {
  readonly summary: string;
  readonly children: ReactNode;
}

/** Something that is not needed by everyone, one click away. */
export function Disclosure({ summary, children }: DisclosureProps) {
  return (
    <details className="bw-details">
      <summary>{summary}</summary>
      <div className="bw-details__body">{children}</div>
    </details>
  );
}
