// The TAXII 2.1 server, section by section of the OASIS Standard of 10 June 2021, as a client meets it that knows the
// standard and the address of the site, and nothing else of ours.
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { listen, type Listener } from "#rooms/platform";
import { putStixObjects } from "../../rooms/publication/fixtures/put-stix-objects.ts";
import { createWorld, type World } from "../setup/world.ts";

const TAXII = "application/taxii+json;version=2.1";
const STIX = "application/stix+json;version=2.1";
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3,9}Z$/;
const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const id = (type: string, number: number) => `${type}--00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const vulnerability = (number: number, modified: string) => ({ type: "vulnerability", spec_version: "2.1", id: id("vulnerability", number), created: "2026-09-01T12:00:00.000Z", modified, name: `Flaw ${number}` });
const MARKING = { type: "marking-definition", spec_version: "2.1", id: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", created: "2022-10-01T00:00:00.000Z", name: "TLP:CLEAR" };
const SOFTWARE = { type: "software", spec_version: "2.1", id: id("software", 1), name: "Pump" };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** What a server sends, looked into without a schema. */
  readonly json: Awaited<ReturnType<World["call"]>>["json"];
}

let world: World;
let site: string;
let listener: Listener;

/** Publishes a bundle as a revision does. */
async function publish(objects: readonly object[]): Promise<void> {
  await putStixObjects(world.services, objects);
  world.pass(1000);
}

async function ask(path: string, { method = "GET", headers = {}, body }: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {}): Promise<Answer> {
  const response = await fetch(new URL(path, site), { method, headers: { accept: TAXII, ...headers }, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
}

/** The address of the collection, found as a client finds it. */
async function discover(): Promise<string> {
  const discovery = await ask("/taxii2/");
  const root = new URL(discovery.json.default).pathname;
  const { json } = await ask(`${root}collections/`);
  return `${root}collections/${json.collections[0].id}/`;
}

let collection: string;

beforeAll(async () => {
  world = await createWorld({ lasts: "file" });
  listener = await listen(createLowSideApi(world.services), { host: "127.0.0.1", port: 0 });
  site = `http://127.0.0.1:${listener.port}`;
  await publish([MARKING, SOFTWARE, vulnerability(1, "2026-09-01T12:00:00.000Z")]);
  await publish([MARKING, SOFTWARE, vulnerability(2, "2026-09-01T12:00:01.000Z")]);
  await publish([MARKING, SOFTWARE, vulnerability(1, "2026-09-01T12:00:02.000Z")]);
  collection = await discover();
  return () => listener.close();
});

const idsOf = ({ json }: Answer): readonly string[] => (json.objects ?? []).map((object: { readonly id: string }) => object.id);
/** Walks all pages. */
async function walk(path: string, parameters: Record<string, string>): Promise<{ readonly objects: readonly Record<string, unknown>[]; readonly pages: number }> {
  const objects: Record<string, unknown>[] = [];
  for (let next: string | undefined, pages = 1; ; pages += 1) {
    const { json } = await ask(`${path}?${new URLSearchParams({ ...parameters, ...(next === undefined ? {} : { next }) })}`);
    objects.push(...(json.objects ?? []));
    if (json.more !== true) return { objects, pages };
    next = json.next;
    if (next === undefined || pages > 50) throw new Error("a page says that there is more and not where");
  }
}

describe("1.6.8, 3.2 content negotiation", () => {
  test("every answer has the media type application/taxii+json;version=2.1", async () => {
    for (const path of ["/taxii2/", "/taxii2/public/", "/taxii2/public/collections/", collection, `${collection}manifest/`, `${collection}objects/`, `${collection}objects/${id("vulnerability", 1)}/`, `${collection}objects/${id("vulnerability", 1)}/versions/`]) {
      const { status, headers } = await ask(path);
      expect([path, status, headers.get("content-type")]).toEqual([path, 200, TAXII]);
    }
  });

  test.each([["text/html", 406], ["application/json", 406], ["application/taxii+json;version=2.0", 406], ["application/vnd.oasis.taxii+json", 406], [`${TAXII};q=0`, 406],
    ["application/taxii+json", 200], [TAXII, 200], ["application/taxii+json; version=2.1", 200], ["application/json, application/taxii+json;version=2.1;q=0.5", 200], ["*/*", 200]])("a client that accepts %s is answered %i", async (accept, status) => {
    for (const path of ["/taxii2/", `${collection}objects/`]) expect([path, (await ask(path, { headers: { accept } })).status]).toEqual([path, status]);
  });

  test("a body of another media type is answered 415", async () => {
    expect((await ask(`${collection}objects/`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(415);
  });
});

describe("3.1 endpoints", () => {
  test("every path ends in a slash, and without it there is nothing", async () => {
    for (const path of ["/taxii2", "/taxii2/public", "/taxii2/public/collections", collection.slice(0, -1)]) expect([path, (await ask(path)).status]).toEqual([path, 404]);
  });
});

describe("3.3 sorting", () => {
  test("objects, manifests and versions stand in the order in which they were added", async () => {
    const { json } = await ask(`${collection}manifest/?match[version]=all`);
    const added = json.objects.map((one: { readonly date_added: string }) => one.date_added);
    expect(added).toEqual(added.toSorted());
    expect(new Set(added).size).toBe(5);
    expect(json.objects.map((one: { readonly id: string }) => one.id)).toEqual([MARKING.id, SOFTWARE.id, id("vulnerability", 1), id("vulnerability", 2), id("vulnerability", 1)]);
    expect(idsOf(await ask(`${collection}objects/?match[version]=all`))).toEqual(json.objects.map((one: { readonly id: string }) => one.id));
    expect((await ask(`${collection}objects/${id("vulnerability", 1)}/versions/`)).json.versions).toEqual(["2026-09-01T12:00:00.000Z", "2026-09-01T12:00:02.000Z"]);
  });
});

describe("3.4 filtering", () => {
  const filtered = async (query: string) => idsOf(await ask(`${collection}objects/?${query}`));

  test("added_after gives what was added after that instant, to the microsecond, and not at it", async () => {
    const { json } = await ask(`${collection}manifest/?match[version]=all`);
    for (const [place, { date_added }] of json.objects.entries()) {
      expect((await filtered(`match[version]=all&added_after=${date_added}`)).length).toBe(json.objects.length - place - 1);
    }
    expect(await filtered("added_after=2030-01-01T00:00:00Z")).toEqual([]);
  });

  test("match[id] and match[type] take several values, any of which will do, and together both must", async () => {
    expect(await filtered(`match[id]=${id("vulnerability", 2)},${SOFTWARE.id}`)).toEqual([SOFTWARE.id, id("vulnerability", 2)]);
    expect(await filtered("match[type]=marking-definition,software")).toEqual([MARKING.id, SOFTWARE.id]);
    expect(await filtered(`match[id]=${SOFTWARE.id}&match[type]=vulnerability`)).toEqual([]);
  });

  test("match[version] is last unless it says first, all, or an instant", async () => {
    const versions = async (word: string | undefined) => (await ask(`${collection}manifest/?match[id]=${id("vulnerability", 1)}${word ? `&match[version]=${word}` : ""}`)).json.objects?.map((one: { readonly version: string }) => one.version);
    const [first, last] = ["2026-09-01T12:00:00.000Z", "2026-09-01T12:00:02.000Z"];
    expect(await versions(undefined)).toEqual([last]);
    expect(await versions("last")).toEqual([last]);
    expect(await versions("first")).toEqual([first]);
    expect(await versions("first,last")).toEqual([first, last]);
    expect(await versions("all")).toEqual([first, last]);
    expect(await versions("2026-09-01T12:00:00Z")).toEqual([first]);
    expect(await versions("2026-09-01T12:00:01.000Z")).toBeUndefined();
  });

  test("match[spec_version] other than 2.1 matches nothing", async () => {
    expect((await filtered("match[spec_version]=2.1")).length).toBe(4);
    expect(await filtered("match[spec_version]=2.0")).toEqual([]);
  });

  test("one object is filtered by its version, and the list of versions by when they were added", async () => {
    const path = `${collection}objects/${id("vulnerability", 1)}/`;
    expect((await ask(`${path}?match[version]=first`)).json.objects[0].modified).toBe("2026-09-01T12:00:00.000Z");
    const { json } = await ask(`${collection}manifest/?match[version]=first&match[id]=${id("vulnerability", 1)}`);
    expect((await ask(`${path}versions/?added_after=${json.objects[0].date_added}`)).json.versions).toEqual(["2026-09-01T12:00:02.000Z"]);
  });

  test.each(["added_after=yesterday", "added_after=2026-99-01T00:00:00Z", "added_after=2026-02-30T00:00:00Z", "added_after=0000-01-01T00:00:00Z", "match[version]=2026-02-30T00:00:00Z", "limit=0", "limit=-1", "limit=ten", "next=none%20of%20ours", "next=AAAA", "match[id]=1", "match[type]=%27%20OR", "match[version]=newest", "match[spec_version]=two"])(
    "a query that cannot be understood (%s) is answered 400",
    async (query) => expect((await ask(`${collection}objects/?${query}`)).status).toBe(400),
  );
});

describe("3.5 pagination", () => {
  test("limit bounds a page; more and next lead over all pages, and every object comes once", async () => {
    for (const path of ["objects/", "manifest/"]) {
      const whole = (await ask(`${collection}${path}?match[version]=all`)).json;
      expect([whole.more, whole.next]).toEqual([false, undefined]);
      for (const limit of ["1", "2", "3", "5", "100"]) {
        const { objects, pages } = await walk(`${collection}${path}`, { "match[version]": "all", limit });
        expect(objects).toEqual(whole.objects);
        expect(pages).toBe(Math.ceil(5 / Number(limit)));
      }
    }
  });

  test("pages of the versions of an object are led over in the same way", async () => {
    const path = `${collection}objects/${id("vulnerability", 1)}/versions/`;
    const first = (await ask(`${path}?limit=1`)).json;
    expect([first.versions, first.more]).toEqual([["2026-09-01T12:00:00.000Z"], true]);
    expect((await ask(`${path}?limit=1&next=${first.next}`)).json).toEqual({ versions: ["2026-09-01T12:00:02.000Z"], more: false });
  });

  test("what is published between two pages comes after them, and nothing is left out or twice", async () => {
    const own = await createWorld();
    const server = await listen(createLowSideApi(own.services), { host: "127.0.0.1", port: 0 });
    onTestFinished(() => server.close());
    await putStixObjects(own.services, [1, 2, 3].map((number) => vulnerability(number, "2026-09-01T12:00:00.000Z")));
    const page = async (query: string) => (await fetch(`http://127.0.0.1:${server.port}/taxii2/public/collections/advisories/objects/?limit=2&match[version]=all&${query}`)).json() as Promise<{ readonly objects: readonly { readonly id: string }[]; readonly next: string }>;
    const first = await page("");
    // Its clock stands still, or was put back: what comes later has a later place all the same.
    own.pass(-3_600_000);
    await putStixObjects(own.services, [vulnerability(4, "2026-09-01T11:00:00.000Z"), vulnerability(1, "2026-09-01T11:30:00.000Z")]);
    const second = await page(`next=${first.next}`);
    const third = await page(`next=${second.next}`);
    expect([first, second, third].map(({ objects }) => objects.map((object) => object.id.slice(-1)).join(""))).toEqual(["12", "34", "1"]);
  });

  test("X-TAXII-Date-Added-First and -Last say when the first and the last of a page were added, and are not there for an empty one", async () => {
    const { json } = await ask(`${collection}manifest/?match[version]=all`);
    const [first, second] = json.objects.map((one: { readonly date_added: string }) => one.date_added);
    for (const path of ["objects/", "manifest/"]) {
      const { headers } = await ask(`${collection}${path}?match[version]=all&limit=2`);
      expect([headers.get("x-taxii-date-added-first"), headers.get("x-taxii-date-added-last")]).toEqual([first, second]);
    }
    const { headers, json: empty } = await ask(`${collection}objects/?added_after=2030-01-01T00:00:00Z`);
    expect([headers.get("x-taxii-date-added-first"), headers.get("x-taxii-date-added-last")]).toEqual([null, null]);
    // Section 2: a list is never empty.
    expect(empty).toEqual({ more: false });
  });
});

describe("3.6 errors", () => {
  test("a refusal is an error message with a title and its status as text", async () => {
    for (const [path, status] of [["/taxii2/public/collections/none/", 404], [`${collection}objects/${id("vulnerability", 99)}/`, 404], [`${collection}objects/?limit=0`, 400]] as const) {
      const { status: got, headers, json } = await ask(path);
      expect([path, got, headers.get("content-type"), json.http_status]).toEqual([path, status, TAXII, String(status)]);
      expect(json.title).toMatch(/\S/);
    }
  });
});

describe("4.1 discovery", () => {
  test("is at /taxii2/ of the site, with a title and absolute addresses of API roots, of which one is the default", async () => {
    const { json } = await ask("/taxii2/");
    expect(Object.keys(json).toSorted()).toEqual(["api_roots", "default", "description", "title"]);
    expect(json.api_roots).toContain(json.default);
    for (const root of json.api_roots) expect([new URL(root).href, root.endsWith("/")]).toEqual([root, true]);
  });
});

describe("4.2 API root", () => {
  test("names its title, the versions it speaks and the most it takes", async () => {
    const { json } = await ask("/taxii2/public/");
    expect(json.title).toMatch(/\S/);
    expect(json.versions).toEqual([TAXII]);
    expect(json.max_content_length).toBeGreaterThan(0);
    expect((await ask("/taxii2/another/")).status).toBe(404);
  });
});

describe("4.3 status", () => {
  test("of a request that was never made is 404", async () => {
    expect((await ask("/taxii2/public/status/2d086da7-4bdc-4f91-900e-d77486753710/")).status).toBe(404);
  });
});

describe("5.1, 5.2 collections", () => {
  test("each has a UUID of version 4, a title, what may be done with it, and the media types of its objects", async () => {
    const { collections } = (await ask("/taxii2/public/collections/")).json;
    expect(collections).toHaveLength(1);
    const [only] = collections;
    expect(only.id).toMatch(UUID4);
    expect([only.can_read, only.can_write, only.media_types]).toEqual([true, false, [STIX]]);
    expect((await ask(`/taxii2/public/collections/${only.id}/`)).json).toEqual(only);
  });

  test("an alias stands for the id everywhere", async () => {
    const { alias } = (await ask(collection)).json;
    for (const below of ["", "manifest/", "objects/", `objects/${SOFTWARE.id}/`, `objects/${SOFTWARE.id}/versions/`]) expect((await ask(`/taxii2/public/collections/${alias}/${below}`)).json).toEqual((await ask(`${collection}${below}`)).json);
  });

  test("one that is not there is 404 at every endpoint", async () => {
    for (const below of ["", "manifest/", "objects/", `objects/${SOFTWARE.id}/`, `objects/${SOFTWARE.id}/versions/`]) expect((await ask(`/taxii2/public/collections/00000000-0000-4000-8000-000000000000/${below}`)).status).toBe(404);
  });
});

describe("5.3 manifests", () => {
  test("say of each object its id, when it was added, its version and its media type, and nothing more", async () => {
    const { objects } = (await ask(`${collection}manifest/`)).json;
    for (const one of objects) {
      expect(Object.keys(one).toSorted()).toEqual(["date_added", "id", "media_type", "version"]);
      expect([TIMESTAMP.test(one.date_added), TIMESTAMP.test(one.version), one.media_type]).toEqual([true, true, STIX]);
    }
    // Modified, or else created, or else added (section 3.4.1).
    const versionOf = (wanted: string) => objects.find((one: { readonly id: string }) => one.id === wanted);
    expect(versionOf(MARKING.id).version).toBe(MARKING.created);
    expect(versionOf(SOFTWARE.id).version).toBe(versionOf(SOFTWARE.id).date_added);
  });
});

describe("5.4, 5.6 objects", () => {
  test("are in an envelope, as they were published", async () => {
    expect((await ask(`${collection}objects/?match[type]=software`)).json).toEqual({ more: false, objects: [SOFTWARE] });
    expect((await ask(`${collection}objects/${id("vulnerability", 2)}/`)).json).toEqual({ more: false, objects: [vulnerability(2, "2026-09-01T12:00:01.000Z")] });
    expect((await ask(`${collection}objects/${id("vulnerability", 99)}/`)).status).toBe(404);
    expect((await ask(`${collection}objects/${id("vulnerability", 99)}/versions/`)).status).toBe(404);
  });
});

describe("5.5, 5.7 writing", () => {
  test("a collection that cannot be written refuses to add and to delete with 403", async () => {
    const envelope = JSON.stringify({ objects: [vulnerability(9, "2026-09-01T12:00:00.000Z")] });
    expect((await ask(`${collection}objects/`, { method: "POST", headers: { "content-type": TAXII }, body: envelope })).status).toBe(403);
    expect((await ask(`${collection}objects/${SOFTWARE.id}/`, { method: "DELETE" })).status).toBe(403);
    expect((await ask(`${collection}objects/${id("vulnerability", 9)}/`)).status).toBe(404);
    expect((await ask(`${collection}objects/${SOFTWARE.id}/`)).status).toBe(200);
  });
});
