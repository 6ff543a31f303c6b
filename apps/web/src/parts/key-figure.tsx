import type { ReactNode } from "react";

interface KeyFigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** One number that matters. Several stand side by side in a `<div className="bw-figures">`. */
export function KeyFigure({ label, value, note }: KeyFigureProps) {
  return (
    <div className="bw-figure">
      <p className="bw-figure__label">{label}</p>
      <p className="bw-figure__value">{value}</p>
      {note && <p className="bw-note">{note}</p>}
    </div>
  );
}
