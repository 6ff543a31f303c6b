// `npm run screenshots`: every page of a running installation, at three widths, in light and dark, into out/screenshots.
import { mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { createClient } from "#api-client";
import { readMailbox } from "#fakes/mail-server";
import { choosePort } from "../apps/supervisor/ports.ts";
import { findMaintainerLink, HEIGHT, launchBrowser, signInAs, VIEW, waitForPage, WIDTHS } from "../tests/e2e/browser.ts";
import { goThroughPages } from "../tests/e2e/every-page.ts";
import { EXERCISE_OVER, makeHome, startInstallation } from "../tests/e2e/start-installation.ts";
import { repositoryRoot } from "./bootstrap.mjs";

const help = `npm run screenshots [-- OPTIONS]

Takes a picture of every page that somebody reaches, at 390, 768 and 1280 px, in light and dark, into out/screenshots.
Without --url it starts an installation of its own, plays its exercise, and stops it again.

  --url URL              an installation that runs, after its exercise
  --enclave URL          its enclave; without it the enclave's pages are left out
  --home-picture FILE    write the picture of the front page for the README, and nothing else
  --help                 this text
`;

interface House {
  readonly name: "harbour" | "enclave";
  readonly url: string;
}

const folder = join(repositoryRoot, "out/screenshots");
process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = readArguments();
  if (!values) return 2;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const browser = await launchBrowser();
  const started = values.url === undefined ? await startOne() : undefined;
  try {
    const { url, enclaveUrl } = started ?? { url: values.url ?? "", enclaveUrl: values.enclave };
    const picture = values["home-picture"];
    if (picture !== undefined) await takeHomePicture(browser, url, resolve(repositoryRoot, picture));
    else await takeAll(browser, { url, enclaveUrl, maintainerLink: await started?.findMaintainerLink() });
  } finally {
    await browser.close();
    await started?.stop();
  }
  return 0;
}

function readArguments() {
  try {
    return parseArgs({ options: { url: { type: "string" }, enclave: { type: "string" }, "home-picture": { type: "string" }, help: { type: "boolean" } } });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message.split("\n")[0] : String(error)} See npm run screenshots -- --help\n`);
    return { values: undefined };
  }
}

/** An installation of our own, after its exercise. */
async function startOne() {
  const { home, remove } = await makeHome();
  const started = startInstallation({ home, args: ["--headless", "--port", String(await choosePort(0))] });
  const stop = async () => {
    await started.stop();
    await remove();
  };
  try {
    await started.waitForLine(EXERCISE_OVER, 420_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...started.address(), stop, findMaintainerLink: async () => findMaintainerLink(await readMailbox(join(home, "exercise/mail"), "maintainer@tinyini.exercise.example")) };
}

async function takeHomePicture(browser: Browser, url: string, file: string): Promise<void> {
  const page = await browser.newPage({ baseURL: url, viewport: { width: 1280, height: HEIGHT }, colorScheme: "light", ...VIEW });
  await page.goto("/");
  await waitForPage(page);
  await mkdir(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  process.stdout.write(`${file}\n`);
}

async function takeAll(browser: Browser, at: { readonly url: string; readonly enclaveUrl: string | undefined; readonly maintainerLink: string | undefined }): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const houses: readonly House[] = [{ name: "harbour", url: at.url }, ...(at.enclaveUrl === undefined ? [] : [{ name: "enclave" as const, url: at.enclaveUrl }])];
  for (const house of houses) await takeHouse(browser, house);
  if (at.maintainerLink !== undefined) {
    const page = await openPage(browser, at.url);
    await page.goto(at.maintainerLink);
    await waitForPage(page);
    await take(page, "harbour/maintainer");
    await page.context().close();
  }
}

/** What everybody sees first, then what each kind of person sees besides. */
async function takeHouse(browser: Browser, { name, url }: House): Promise<void> {
  const forAll = new Set<string>();
  const nobody = await openPage(browser, url);
  await goThroughPages(nobody, forAll, ({ pattern }) => take(nobody, `${name}/everybody/${toFileName(pattern)}`));
  await nobody.context().close();
  const { people } = await createClient({ baseUrl: url }).call("GET /exercise/people");
  for (const [roles, [person]] of Map.groupBy(people, (one) => one.roles.toSorted().join("+"))) {
    if (!person) continue;
    const page = await openPage(browser, url);
    await signInAs(page, person.name);
    await goThroughPages(page, new Set(forAll), ({ pattern }) => take(page, `${name}/${roles}/${toFileName(pattern)}`));
    await page.context().close();
  }
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, ...VIEW });
  return context.newPage();
}

function toFileName(pattern: string): string {
  return pattern === "/" ? "front" : pattern.slice(1).replaceAll("/", ".").replaceAll(":", "");
}

async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      await page.screenshot({ path: join(folder, `${name}.${width}.${colorScheme}.png`), fullPage: true });
    }
  }
  process.stdout.write(`${name}\n`);
}
