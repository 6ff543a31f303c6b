import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import {
  aggregatorDocument, buildRolieFeed, changesCsv, csafPath, directoryListing, hashFile, indexTxt, parseProviderMetadata, providerMetadata, rolieCategories, rolieService, securityTxt,
  serializeDocument, toCsaf20, toCsaf21, toCveHandOff, toOsv, toPublicAdvisory, validateCsaf, validateOsv, type CsafSite,
} from "../index.ts";

const FINGERPRINT = "A".repeat(40);
const site: CsafSite = {
  siteUrl: "https://clearinghouse.example",
  feedsUrl: "https://clearinghouse.example/feeds",
  publisher: { name: "Clearinghouse (exercise)", namespace: "https://clearinghouse.example", category: "coordinator" },
  since: "2026-06-02T00:00:00.000Z",
  openPgpKeys: [FINGERPRINT],
};
const older = toPublicAdvisory(bareMinimum);
const newer = toPublicAdvisory(tidegate);

test.each([
  ["2.0", "csaf/white", "WHITE", "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"],
  ["2.1", "csaf-2.1/clear", "CLEAR", "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"],
] as const)("the feed of CSAF %s lists every advisory, the latest first, with its hashes and signatures", (version, folder, label, schema) => {
  const document = `${site.feedsUrl}/${folder}/2026/bw-2026-0007.json`;
  const base = `${site.feedsUrl}/${folder.split("/")[0]}`;
  const id = `csaf-feed-tlp-${label.toLowerCase()}`;
  expect(`${site.feedsUrl}/${csafPath(version, newer)}`).toBe(document);
  expect(buildRolieFeed(version, [older, newer], site)).toEqual({
    feed: {
      id,
      title: `Clearinghouse (exercise): advisories (TLP:${label})`,
      link: [{ rel: "self", href: `${base}/${id}.json` }, { rel: "service", href: `${base}/service.json` }],
      category: [{ scheme: "urn:ietf:params:rolie:category:information-type", term: "csaf" }],
      updated: "2026-07-03T09:30:00.000Z",
      entry: [
        {
          id: "BW-2026-0007",
          title: newer.title,
          link: [
            { rel: "self", href: document },
            { rel: "hash", href: `${document}.sha256` },
            { rel: "hash", href: `${document}.sha512` },
            { rel: "signature", href: `${document}.asc` },
            { rel: "urn:x-breakwater:ed25519-signature", href: `${document}.sig` },
          ],
          published: "2026-07-01T09:00:00.000Z",
          updated: "2026-07-03T09:30:00.000Z",
          summary: { content: newer.summary },
          content: { type: "application/json", src: document },
          format: { schema, version },
        },
        expect.objectContaining({ id: "BW-2026-0008" }),
      ],
    },
  });
  expect(rolieService(version, site)).toMatchObject({ service: { workspace: [{ collection: [{ href: `${base}/${id}.json` }] }] } });
});

test("the categories of a feed are the vendors and products that it is about", () => {
  expect(rolieCategories([newer])).toEqual({ categories: { category: ["Harbour Works (exercise)", "Quayside", "quay-scheduler", "tidegate", "tidegate-lite"].map((term) => ({ term })) } });
});

test("an empty feed dates from the beginning of the site", () => {
  expect(buildRolieFeed("2.0", [], site)).toMatchObject({ feed: { updated: "2026-06-02T00:00:00.000Z" } });
});

test("feed, list and changes are the same whatever order the advisories come in", () => {
  const lists = [
    (list: readonly typeof newer[]) => changesCsv("2.0", list), indexTxt, rolieCategories,
    (list: readonly typeof newer[]) => buildRolieFeed("2.1", list, site), (list: readonly typeof newer[]) => providerMetadata("2.1", site, list),
  ];
  for (const write of lists) expect(write([older, newer])).toEqual(write([newer, older]));
});

test("changes.csv has the latest change first, quoted in 2.0 and bare in 2.1; index.txt lists every path", () => {
  expect(changesCsv("2.0", [older, newer])).toBe('"2026/bw-2026-0007.json","2026-07-03T09:30:00.000Z"\r\n"2026/bw-2026-0008.json","2026-07-01T09:00:00.000Z"\r\n');
  expect(changesCsv("2.1", [older, newer])).toBe("2026/bw-2026-0007.json,2026-07-03T09:30:00.000Z\r\n2026/bw-2026-0008.json,2026-07-01T09:00:00.000Z\r\n");
  expect(indexTxt([newer, older])).toBe("2026/bw-2026-0007.json\n2026/bw-2026-0008.json\n");
});

test("a hash file begins with the digest of the very bytes that are published", () => {
  const bytes = serializeDocument(toCsaf20(newer));
  expect(hashFile("sha512", bytes, csafPath("2.0", newer))).toBe(`${createHash("sha512").update(bytes).digest("hex")}  bw-2026-0007.json\n`);
});

test("the provider metadata claim the role that the keys allow, and lead to both ways of reading", () => {
  expect(providerMetadata("2.0", { ...site, openPgpKeys: [] }, [newer])).toMatchObject({ role: "csaf_provider", last_updated: "2026-07-03T09:30:00.000Z" });
  expect(providerMetadata("2.1", site, [newer])).toEqual({
    $schema: "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/provider.json",
    canonical_url: "https://clearinghouse.example/.well-known/csaf/v2.1/provider-metadata.json",
    distributions: [
      {
        rolie: {
          categories: ["https://clearinghouse.example/feeds/csaf-2.1/category-tlp-clear.json"],
          feeds: [{ last_updated: "2026-07-03T09:30:00.000Z", summary: "All TLP:CLEAR advisories", tlp_label: "CLEAR", url: "https://clearinghouse.example/feeds/csaf-2.1/csaf-feed-tlp-clear.json" }],
          services: ["https://clearinghouse.example/feeds/csaf-2.1/service.json"],
        },
      },
      { directory: { tlp_label: "CLEAR", url: "https://clearinghouse.example/feeds/csaf-2.1/clear/" } },
    ],
    last_updated: "2026-07-03T09:30:00.000Z",
    list_on_CSAF_aggregators: true,
    metadata_version: "2.1",
    mirror_on_CSAF_aggregators: true,
    public_openpgp_keys: [{ fingerprint: FINGERPRINT, url: `https://clearinghouse.example/feeds/openpgp/${FINGERPRINT}.asc` }],
    publisher: { category: "coordinator", name: "Clearinghouse (exercise)", namespace: "https://clearinghouse.example" },
    role: "csaf_trusted_provider",
  });
});

test("a list of providers repeats what each says of itself and nothing else of it", () => {
  const read = parseProviderMetadata({ ...providerMetadata("2.0", site, []), "x-hidden": "canary" });
  if ("problem" in read) throw new Error(read.problem);
  const written = aggregatorDocument("2.0", { url: "https://list.example/aggregator.json", publisher: site.publisher, contact: "mailto:list@list.example", lastUpdated: site.since }, [read]);
  expect(written).toMatchObject({ aggregator: { category: "lister" }, csaf_providers: [{ metadata: { url: "https://clearinghouse.example/.well-known/csaf/v2.0/provider-metadata.json", role: "csaf_trusted_provider" } }] });
  expect(JSON.stringify(written)).not.toContain("canary");
  expect(parseProviderMetadata({ canonical_url: "javascript:alert(1)" })).toEqual({ problem: expect.stringContaining("canonical_url") });
});

test("security.txt leads to the advisories, and a folder's page holds no name that is not a plain one", () => {
  expect(securityTxt({ contacts: ["mailto:security@clearinghouse.example"], canonical: "https://clearinghouse.example/.well-known/security.txt", csaf: ["https://clearinghouse.example/.well-known/csaf/provider-metadata.json"], expires: "2026-12-01T00:00:00.000Z" })).toBe(
    [
      "Contact: mailto:security@clearinghouse.example", "Expires: 2026-12-01T00:00:00.000Z", "Preferred-Languages: en", "Canonical: https://clearinghouse.example/.well-known/security.txt",
      "CSAF: https://clearinghouse.example/.well-known/csaf/provider-metadata.json", "",
    ].join("\r\n"),
  );
  expect(directoryListing(["2026/", "index.txt", '"><script>'])).toContain('<li><a href="2026/">2026/</a></li>\n<li><a href="index.txt">index.txt</a></li>\n</ul>');
});

test.each([
  { kind: "withdrawn", reason: "The flaw was in the test rig.", replacedBy: [] },
  { kind: "superseded", reason: "Both are one flaw.", replacedBy: [{ id: "BW-2026-0008", url: "https://clearinghouse.example/feeds/csaf/white/2026/bw-2026-0008.json" }, { id: "CVE-1900-10008", url: null }] },
] as const)("what is $kind is a valid CSAF document of both versions without products and vulnerabilities, a withdrawn OSV record, and a draft by which a CNA rejects its id", ({ kind, reason, replacedBy }) => {
  const ended = toPublicAdvisory({ ...tidegate, ending: { kind, at: newer.currentReleaseAt, reason, replacedBy } } as never);
  for (const [version, document] of [["2.0", toCsaf20(ended)], ["2.1", toCsaf21(ended)]] as const) {
    expect(validateCsaf(document, { version, tests: "basic", now: newer.currentReleaseAt }).errors).toEqual([]);
    expect(Object.keys(document)).toEqual(version === "2.1" ? ["$schema", "document"] : ["document"]);
    const { category, tracking, notes, references } = document["document"] as never as { category: string; tracking: { id: string; revision_history: unknown[] }; notes: { text: string }[]; references?: { url: string }[] };
    expect([category, tracking.id, tracking.revision_history.length]).toEqual([version === "2.1" ? `csaf_${kind}` : kind, "BW-2026-0007", 2]);
    expect(notes.map(({ text }) => text)).toContain(reason);
    expect(references?.some(({ url }) => url === replacedBy[0]?.url) ?? false).toBe(kind === "superseded");
  }
  const record = toOsv(ended);
  expect(validateOsv(record).errors).toEqual([]);
  expect(record).toMatchObject({ withdrawn: newer.currentReleaseAt, modified: newer.currentReleaseAt, ...(kind === "superseded" && { related: ["x_BW-2026-0008"] }) });
  expect(toCveHandOff(ended)).toMatchObject({ cnaContainer: { rejectedReasons: [{ lang: "en", value: reason }], ...(kind === "superseded" && { replacedBy: ["CVE-1900-10008"] }) } });
});
