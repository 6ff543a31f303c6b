import { Link, type LinkProps } from "@tanstack/react-router";
import { t, type MessageKey } from "../messages.ts";

export interface SectionPage {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: MessageKey;
  /** Shown as the present page on this very address only, not on those below it. */
  readonly isExact?: true;
}

/** The ways between the pages of one section. */
export function SectionLinks({ label, pages }: { readonly label: MessageKey; readonly pages: readonly SectionPage[] }) {
  return (
    <nav aria-label={t(label)} className="bw-obligation-links">
      {pages.map((page) => (
        <Link key={page.to} className="usa-link" to={page.to} activeOptions={{ exact: page.isExact === true }}>
          {t(page.label)}
        </Link>
      ))}
    </nav>
  );
}
