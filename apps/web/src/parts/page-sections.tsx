import type { ReactNode } from "react";

interface PageSectionsProps {
  readonly label: string;
  readonly sections: readonly { readonly id: string; readonly title: string; readonly content: ReactNode }[];
}

/** The panels of a long page, with a list to jump to each. */
export function PageSections({ label, sections }: PageSectionsProps) {
  return (
    <>
      <nav className="bw-jump" aria-label={label}>
        <ul>
          {sections.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`} className="usa-link">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {sections.map(({ id, content }) => (
        <div key={id} id={id} className="bw-jump__target" tabIndex={-1}>
          {content}
        </div>
      ))}
    </>
  );
}
