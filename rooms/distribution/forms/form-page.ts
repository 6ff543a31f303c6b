import { createMessages, type FileReply, type Refusal } from "#rooms/platform";
import messages from "../messages.en.json" with { type: "json" };
import { refusalHtml } from "./form-page.rules.ts";

export const FORM = "application/x-www-form-urlencoded";

/** A page for whoever holds a link of this operator. */
export function toPage(html: string, organisationId: string): FileReply {
  return { bytes: html, mediaType: "text/html; charset=utf-8", recipient: organisationId };
}

const { text } = createMessages([messages]);

/** Whoever has a link that ended has a browser and no program: they are told in a page. */
export function refuseAs({ message }: Refusal): { readonly text: string; readonly mediaType: string } {
  return { text: refusalHtml(message, text), mediaType: "text/html; charset=utf-8" };
}
