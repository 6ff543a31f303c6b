import { z } from "zod";
import { html, link, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { code, list } from "../words.ts";

/** Of a CSAF provider's metadata, what says who this is. */
const provider = z.object({ publisher: z.object({ name: z.string(), namespace: z.string(), contact_details: z.string().optional() }) });

/** Whom to tell of what, and who runs this installation, as its own security.txt and CSAF metadata say. */
export const contactPage: SitePage = {
  path: "/contact",
  label: "Contact",
  write: async ({ ask }) => {
    const { publisher } = await ask("/feeds/csaf/provider-metadata.json", provider);
    const contacts = readContacts(await ask("/feeds/security-txt", z.string()));
    return {
      title: "Contact",
      lead: "Whom to tell of what.",
      main: html`
<h2>Who runs this installation</h2>
<p>${publisher.name} (${link(publisher.namespace, publisher.namespace)}). ${publisher.contact_details}</p>
<p>It runs Breakwater, independent free software. It is not a government system.</p>
<h2>A weakness in this site</h2>
${contacts.length === 0 ? html`<p>No address is set up here.</p>` : list(contacts.map(showContact))}
<p>This is also in <a href="/.well-known/security.txt">security.txt</a>.</p>
<h2>A weakness in somebody else’s software</h2>
<p>Tell its maintainer. Or report it here: <a href="/findings/submit">the app’s page</a>, or <code>breakwater finding submit</code>. You need an account, so that we can ask you back.</p>
<h2>A mistake in an advisory or on a page</h2>
<p>Write to the address above and name the advisory or the page.</p>
<h2>A complaint about how partners are chosen</h2>
<p><a href="${ROOT}/early-access">How to complain</a>, without an account.</p>`,
    };
  },
};

function readContacts(securityTxt: string): readonly string[] {
  return [...securityTxt.matchAll(/^Contact: (\S+)$/gm)].map(([, address = ""]) => address);
}

function showContact(address: string): Html {
  return address.startsWith("mailto:") ? code(address.slice("mailto:".length)) : link(address, address);
}
