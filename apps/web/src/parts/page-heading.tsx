import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { isHeadingAwaited } from "../shell/navigation-focus.ts";
import { toVisibleText } from "./escape-controls.ts";

interface PageHeadingProps {
  /** Also the title of the window; may hold subject text. */
  readonly title: string;
  /** A few words above the title: the kind of thing this page is about. */
  readonly eyebrow?: string;
  readonly lead?: ReactNode;
  /** A StatusTag, or several. */
  readonly status?: ReactNode;
  /** Buttons of the page. */
  readonly actions?: ReactNode;
}

/** The one h1 of a page. It names the window, and takes the focus after a navigation so that screen readers read it. */
export function PageHeading({ title, eyebrow, lead, status, actions }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const visibleTitle = toVisibleText(title);

  useEffect(() => {
    document.title = t("shell.windowTitle", { title: visibleTitle });
  }, [visibleTitle]);

  useEffect(() => {
    if (isHeadingAwaited()) heading.current?.focus({ preventScroll: true });
  }, []);

  return (
    <header className="bw-page-heading">
      <div className="bw-page-heading__words">
        {eyebrow && <p className="bw-eyebrow">{eyebrow}</p>}
        <h1 ref={heading} tabIndex={-1}>
          {visibleTitle}
        </h1>
        {status && <div className="bw-page-heading__status">{status}</div>}
        {lead && <div className="bw-lead">{lead}</div>}
      </div>
      {actions && <div className="bw-actions">{actions}</div>}
    </header>
  );
}
