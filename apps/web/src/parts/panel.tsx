import { useId } from "react";
import type { ReactNode } from "react";

interface PanelProps {
  readonly heading: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One titled surface of a page (an h2 and what belongs to it). */
export function Panel({ heading, actions, children }: PanelProps) {
  const headingId = useId();
  return (
    <section className="bw-panel" aria-labelledby={headingId}>
      <div className="bw-panel__top">
        <h2 id={headingId}>{heading}</h2>
        {actions && <div className="bw-actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
