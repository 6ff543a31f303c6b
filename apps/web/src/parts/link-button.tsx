import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";

interface AnchorProps extends ComponentProps<"a"> {
  readonly outline?: boolean;
}

function ButtonAnchor({ outline = false, children, ...anchor }: AnchorProps) {
  return (
    <a {...anchor} className={outline ? "usa-button usa-button--outline" : "usa-button"}>
      {children}
    </a>
  );
}

/** A router link that looks like a button, for going to a page that does something. Takes what Link takes. */
export const LinkButton = createLink(ButtonAnchor);
