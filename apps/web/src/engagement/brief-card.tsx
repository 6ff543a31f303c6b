import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { SOFTWARE_CLASSES } from "./work.words.ts";
import type { Brief } from "./work.words.ts";

interface BriefCardProps {
  readonly heading: ReactNode;
  /** Below the heading that it stands under. */
  readonly level?: 2 | 3;
  readonly brief: Pick<Brief, "classes" | "text">;
  readonly children?: ReactNode;
}

/** Which classes of software are at risk, and what helps each. */
export function BriefCard({ heading, level = 3, brief, children }: BriefCardProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <article className="bw-card">
      <Heading>{heading}</Heading>
      <p className="bw-measure">
        <UntrustedText text={brief.text} />
      </p>
      <DefinitionList items={brief.classes.map(({ softwareClass, defences }) => ({ term: t(SOFTWARE_CLASSES[softwareClass]), detail: <UntrustedText text={defences} /> }))} />
      {children}
    </article>
  );
}
