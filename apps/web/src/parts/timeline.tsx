import type { ReactNode } from "react";
import { DateTime } from "./date-time.tsx";

interface TimelineProps {
  readonly label: string;
  /** In the order to be read. */
  readonly events: readonly TimelineEvent[];
}

export interface TimelineEvent {
  readonly key: string;
  readonly at: string;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
}

/** What happened, and when. */
export function Timeline({ label, events }: TimelineProps) {
  return (
    <ol className="bw-timeline" aria-label={label}>
      {events.map((event) => (
        <li key={event.key}>
          <p className="bw-timeline__title">{event.title}</p>
          <p className="bw-timeline__time">
            <DateTime at={event.at} />
          </p>
          {event.detail && <div>{event.detail}</div>}
        </li>
      ))}
    </ol>
  );
}
