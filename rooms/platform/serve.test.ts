import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { serveWeb } from "./index.ts";

async function site() {
  const parent = await mkdtemp(join(tmpdir(), "serve-"));
  onTestFinished(() => rm(parent, { recursive: true }));
  const directory = join(parent, "dist");
  await mkdir(join(directory, "assets"), { recursive: true });
  await writeFile(join(directory, "index.html"), "the page");
  await writeFile(join(directory, "assets/app-1.js"), "the code");
  await writeFile(join(parent, "secret.txt"), "SECRET");
  const app = new Hono();
  serveWeb(app, directory, "index.html");
  return async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.text()];
  };
}

test("a file of the web app is served, and every page of it is the page", async () => {
  const get = await site();
  expect(await get("/assets/app-1.js")).toEqual([200, "the code"]);
  expect(await get("/operator/plan")).toEqual([200, "the page"]);
});

test.each(["/%zz", "/%00.html", `/${"a".repeat(5000)}.js`, "/../secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt", "/assets", "/%2e%2e/secret.txt", "//secret.txt"])(
  "an address that is no file of the app, such as %s, gets the page and nothing else",
  async (path) => {
    const get = await site();
    expect(await get(path)).toEqual([200, "the page"]);
  },
);
