import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { buildRolieFeed, changesCsv, csafPaths, hashFile, indexTxt, providerMetadata, serializeDocument, toCsaf20, toPublicAdvisory } from "../index.ts";

const site = {
  baseUrl: "https://clearinghouse.example/csaf",
  publisher: { name: "Clearinghouse (exercise)", namespace: "https://clearinghouse.example", category: "coordinator" },
  since: "2026-06-02T00:00:00.000Z",
} as const;
const older = toPublicAdvisory(bareMinimum);
const newer = toPublicAdvisory(tidegate);

test("a document lies in the folder of its label and first year, its companions beside it", () => {
  expect(csafPaths(newer)).toEqual({
    document: "white/2026/bw-2026-0007.json",
    sha256: "white/2026/bw-2026-0007.json.sha256",
    sha512: "white/2026/bw-2026-0007.json.sha512",
    signature: "white/2026/bw-2026-0007.json.sig",
  });
});

test("the feed lists every advisory, the latest first, with its hashes and signature, and claims no OpenPGP signature", () => {
  const document = `${site.baseUrl}/white/2026/bw-2026-0007.json`;
  expect(buildRolieFeed([older, newer], site)).toEqual({
    feed: {
      id: "csaf-feed-tlp-white",
      title: "Clearinghouse (exercise): advisories (TLP:WHITE)",
      link: [{ rel: "self", href: `${site.baseUrl}/csaf-feed-tlp-white.json` }],
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
            { rel: "urn:x-breakwater:ed25519-signature", href: `${document}.sig` },
          ],
          published: "2026-07-01T09:00:00.000Z",
          updated: "2026-07-03T09:30:00.000Z",
          summary: { content: newer.summary },
          content: { type: "application/json", src: document },
          format: { schema: "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", version: "2.0" },
        },
        expect.objectContaining({ id: "BW-2026-0008" }),
      ],
    },
  });
});

test("an empty feed dates from the beginning of the site", () => {
  expect(buildRolieFeed([], site)).toMatchObject({ feed: { updated: "2026-06-02T00:00:00.000Z" } });
});

test("feed, list and changes are the same whatever order the advisories come in", () => {
  for (const write of [changesCsv, indexTxt, (list: readonly typeof newer[]) => buildRolieFeed(list, site), (list: readonly typeof newer[]) => providerMetadata(site, list)]) {
    expect(write([older, newer])).toEqual(write([newer, older]));
  }
});

test("changes.csv is quoted and has the latest change first; index.txt lists every path", () => {
  expect(changesCsv([older, newer])).toBe('"2026/bw-2026-0007.json","2026-07-03T09:30:00.000Z"\r\n"2026/bw-2026-0008.json","2026-07-01T09:00:00.000Z"\r\n');
  expect(indexTxt([newer, older])).toBe("2026/bw-2026-0007.json\n2026/bw-2026-0008.json\n");
});

test("a hash file begins with the digest of the very bytes that are published", () => {
  const bytes = serializeDocument(toCsaf20(newer));
  expect(hashFile("sha512", bytes, csafPaths(newer).document)).toBe(`${createHash("sha512").update(bytes).digest("hex")}  bw-2026-0007.json\n`);
});

test("the provider metadata do not claim to be a trusted provider", () => {
  expect(providerMetadata(site, [newer])).toMatchObject({ role: "csaf_provider", last_updated: "2026-07-03T09:30:00.000Z", canonical_url: "https://clearinghouse.example/csaf/provider-metadata.json" });
});
