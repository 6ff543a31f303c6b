import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly title: string;
  /** What would bring something here. */
  readonly children?: ReactNode;
}

export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div className="bw-empty">
      <p className="bw-empty__title">{title}</p>
      {children}
    </div>
  );
}
