import { createCipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { openDatabase } from "./database.ts";
import { createKeyService } from "./keys.ts";
import { rewrapSealed } from "./rewrap-sealed.ts";
import { sql } from "./sql.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "breakwater-keys-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("two values sealed alike share neither data key nor ciphertext, and neither opens for another record", async () => {
  const keys = createKeyService(await folder());
  const [one, two] = [keys.seal("finding", "fnd_1", "a way in"), keys.seal("finding", "fnd_1", "a way in")];
  expect(new Set([...one.split("."), ...two.split(".")]).size).toBe(6);
  expect(() => keys.open("finding", "fnd_2", one)).toThrow(/authenticate/);
  expect(() => keys.open("mail", "fnd_1", one)).toThrow(/authenticate/);
  expect(() => keys.open("finding", "fnd_1", one.slice(0, -4))).toThrow(/authenticate/);
  expect(() => keys.open("finding", "fnd_1", `bw2.0.${two.split(".")[2]}.${one.split(".")[3]}`)).toThrow(/authenticate/);
});

test("a keyed hash is the HMAC-SHA-256 of the value under a key of its purpose, as it was in every version", async () => {
  const directory = await folder();
  const keys = createKeyService(directory);
  const master = Buffer.from(await readFile(join(directory, "master.key"), "utf8"), "hex");
  for (const value of ["", "token", "ä\u{1f30a}\ud800", "x".repeat(64), "y".repeat(10_000)]) {
    for (const purpose of ["session", "row-owner"]) {
      const key = Buffer.from(hkdfSync("sha256", master, "breakwater", `hash:${purpose}`, 32));
      expect(keys.keyedHash(purpose, value)).toBe(createHmac("sha256", key).update(value).digest("hex"));
    }
  }
});

test("after a rotation earlier values open, later ones are under the new key, and a running process follows", async () => {
  const directory = await folder();
  const running = createKeyService(directory);
  const before = running.seal("finding", "fnd_1", "before");
  const id = createKeyService(directory).rotate();
  const after = running.seal("finding", "fnd_1", "after");
  expect(after.split(".")[1]).toBe(id);
  expect([before, after].map((sealed) => running.open("finding", "fnd_1", sealed).toString())).toEqual(["before", "after"]);
  const rewrapped = running.rewrap(before) ?? "";
  expect([rewrapped.split(".")[1], rewrapped.split(".")[3], running.rewrap(after)]).toEqual([id, before.split(".")[3], undefined]);
  expect(running.open("finding", "fnd_1", rewrapped).toString()).toBe("before");
});

test("names made with a key stay the same over a rotation", async () => {
  const keys = createKeyService(await folder());
  const name = keys.keyedHash("session", "token");
  keys.rotate();
  expect(keys.keyedHash("session", "token")).toBe(name);
});

test("a value of the first release still opens", async () => {
  const directory = await folder();
  const keys = createKeyService(directory);
  const master = Buffer.from(await readFile(join(directory, "master.key"), "utf8"), "hex");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(hkdfSync("sha256", master, "breakwater", "seal:mail", 32)), iv);
  cipher.setAAD(Buffer.from("mail_1"));
  const body = Buffer.concat([cipher.update("hello"), cipher.final()]);
  expect(keys.open("mail", "mail_1", Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64")).toString()).toBe("hello");
});

test("rewrapping moves every sealed column and every artefact to the new key, without the old one nothing is lost, and again does nothing", async () => {
  const { services } = await createWorld();
  const { keys, configuration } = services;
  for (let index = 0; index < 700; index += 1) {
    await services.db.execute(sql`INSERT INTO platform.mail (id, to_address, subject, body, created_at) VALUES (${`mail_${index}`}, 'a@b.example', 's', ${keys.seal("mail", `mail_${index}`, `text ${index}`)}, now())`);
  }
  // Typed by somebody into a plain field, to stop the work or to have it changed.
  for (const subject of ["bw2.", "bw2.ffffffff.AAAA.AAAA", "bw2.0.AAAA.AAAA"]) {
    await services.db.execute(sql`INSERT INTO platform.mail (id, to_address, subject, body, created_at) VALUES (${`hostile_${subject}`}, 'a@b.example', ${subject}, '', now())`);
  }
  const digest = await services.artefacts.put(Buffer.from("evidence"));
  const id = keys.rotate();
  const owner = openDatabase({ url: configuration.databaseUrl });
  onTestFinished(() => owner.close());
  const artefacts = join(configuration.dataDirectory, "artefacts");
  expect(await rewrapSealed(owner, keys, artefacts)).toEqual({ values: 700, files: 1 });
  expect(await rewrapSealed(owner, keys, artefacts)).toEqual({ values: 0, files: 0 });
  const bodies = await services.db.query<{ id: string; body: string }>(sql`SELECT id, body FROM platform.mail WHERE id LIKE 'mail%'`);
  expect(new Set(bodies.map(({ body }) => body.split(".")[1]))).toEqual(new Set([id]));
  expect(bodies.every((mail) => keys.open("mail", mail.id, mail.body).toString() === `text ${mail.id.slice(5)}`)).toBe(true);
  expect((await services.artefacts.get(digest)).toString()).toBe("evidence");
  expect(await readdir(join(configuration.dataDirectory, "keys"))).toEqual(expect.arrayContaining([`kek-${id}.key`, "kek-current", "master.key"]));
});
