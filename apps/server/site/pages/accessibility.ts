import { html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { list } from "../words.ts";

/** What these pages do so that everybody can use them, and what is known to be missing. */
export const accessibilityPage: SitePage = {
  path: "/accessibility",
  label: "Accessibility",
  write: async () => ({
    title: "Accessibility",
    lead: "Everybody should be able to use these pages. If you cannot, that is a fault, and we want to hear of it.",
    main: html`
<h2>What we do</h2>
<p>We work towards WCAG 2.2, level AA.</p>
${list([
  "No page here needs JavaScript or sets a cookie. Text browsers and old devices can read them.",
  "Each page has one main heading, headings in order, and landmarks. A link at the top leads past the menu.",
  "Tables have a caption and headings. On a narrow screen each cell says its column.",
  "All can be done by keyboard. What has the focus is marked.",
  "Colours have enough contrast, in light and dark. Nothing is said by colour alone.",
  "Pages work at 320 pixels wide, enlarged four times, and on paper.",
  "We write short sentences in plain words.",
])}
<p>A program checks every page on every change: in light and dark, at three widths, with and without JavaScript.</p>
<h2>What is missing</h2>
${list([
  "The pages are in English only.",
  "Files for machines, such as CSAF, are not made for reading. The page of each advisory says the same in words.",
  "No person with a disability was paid to test these pages yet.",
])}
<h2>Tell us</h2>
<p><a href="${ROOT}/contact">Write to us</a> and name the page and what you use. If a page keeps something from you, we send it in another form.</p>`,
  }),
};
