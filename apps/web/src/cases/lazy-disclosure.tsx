import { useState } from "react";
import type { ReactNode } from "react";

interface LazyDisclosureProps {
  readonly summary: ReactNode;
  readonly children: () => ReactNode;
}

/** One of many that are folded: what is inside is neither asked for nor drawn before somebody opens it. */
export function LazyDisclosure({ summary, children }: LazyDisclosureProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="bw-fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && <div className="bw-fold__body">{children()}</div>}
    </details>
  );
}
