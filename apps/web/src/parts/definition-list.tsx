import type { ReactNode } from "react";

interface DefinitionListProps {
  readonly items: readonly { readonly term: string; readonly detail: ReactNode }[];
}

/** Terms and what they are: the facts of one record. Items without a detail are left out. */
export function DefinitionList({ items }: DefinitionListProps) {
  return (
    <dl className="bw-facts">
      {items.filter(isGiven).map((item) => (
        <div key={item.term} className="bw-facts__item">
          <dt>{item.term}</dt>
          <dd>{item.detail}</dd>
        </div>
      ))}
    </dl>
  );
}

function isGiven({ detail }: { readonly detail: ReactNode }): boolean {
  return detail !== undefined && detail !== null && detail !== false && detail !== "";
}
