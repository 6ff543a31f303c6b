import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { basename, join } from "node:path";
import { opendir, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";

import { LogError } from "../logs/log.errors.ts";
import { followLog } from "./follow-log.ts";
import { refuseRequest } from "./guard-request.rules.ts";
import { renderLogsPage, renderProblemPage } from "./logs-page.rules.ts";
import { PAGE_STYLE, toQuery, type Links } from "./page.rules.ts";
import { renderRunPage } from "./run-page.rules.ts";
import { renderSamplePage } from "./sample-page.rules.ts";
import type { FollowedLog, ViewedRun } from "./view.types.ts";

export interface ServeLogOptions {
  /** Default 0: one that is free. */
  readonly port?: number;
  /** Given what is no `LogError`: a bug. The page says nothing of it. */
  readonly onBug: (error: unknown) => void;
}

export interface ServedLog {
  /** Whoever knows it can read the log, on this host. */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
const MOST_EVENTS = 200;
const USUAL_EVENTS = 50;
/** Logs of a folder that are kept open. */
const MOST_OPEN = 8;
const MOST_LOGS = 10_000;
const MOST_WAITING = 16;
const LONGEST_URL = 4_096;
/** Some 160 MB are read before the address is given; what is left of a larger log, request by request. */
const LOOKS_AT_START = 10;
const RUNNING_SECONDS = 2;
const INTERRUPTED_SECONDS = 10;

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${hash("sha256", PAGE_STYLE, "base64")}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
} as const;

interface Page {
  readonly status: number;
  readonly html: string;
  /** Asked for again after so many seconds; null: never. */
  readonly refreshSeconds: number | null;
}

/**
 * Shows a log, or the logs of a folder, to whoever is given the address: on this host alone,
 * without script, and also while the log is written. One request is worked on at a time, and each reads only so much.
 * @throws {LogError} where there is nothing to show, or the port is taken
 */
export async function serveLog(path: string, { port = 0, onBug }: ServeLogOptions): Promise<ServedLog> {
  const logs = await openLogs(path);
  const token = randomBytes(24).toString("base64url");
  let last = Promise.resolve();
  let waiting = 0;
  const inTurn = (work: () => Promise<void>): void => {
    waiting += 1;
    last = last.then(work).catch(onBug).finally(() => (waiting -= 1));
  };
  const server = createServer({ maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 5_000 }, (request, response) => {
    const { port: own } = server.address() as AddressInfo;
    const refusal = refuseRequest({ method: request.method ?? "", host: request.headers.host, site: request.headers["sec-fetch-site"]?.toString() }, own);
    if (refusal) return refuse(response, refusal.status, refusal.message);
    const asked = findAsked(request, token);
    if (!asked) return refuse(response, 404, "There is nothing here. Use the whole address that was printed.\n");
    if (waiting >= MOST_WAITING) return refuse(response, 503, "Too many requests at once; ask again.\n");
    inTurn(async () => send(request, response, await answer(logs, asked, onBug)));
  });
  server.maxConnections = 64;
  try {
    await listen(server, port);
  } catch (error) {
    await logs.close();
    throw error;
  }
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/${token}/`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      await last;
      await logs.close();
    },
  };
}

/** The run's page as a file of its own, which leads nowhere. */
export async function renderLogPage(path: string): Promise<string> {
  const log = await followLog(path);
  try {
    let run = await log.look();
    while (run.shareRead < 1) run = await log.look();
    return renderRunPage(run, { filter: { outcome: null, flag: null }, page: 1, links: null, following: null });
  } finally {
    await log.close();
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(new LogError("in-use", `${LOOPBACK}:${port}`, "cannot be listened on; give another port", { cause })));
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => resolve());
  });
}

interface Asked {
  readonly base: string;
  readonly page: string;
  readonly query: URLSearchParams;
}

function findAsked({ url = "" }: IncomingMessage, token: string): Asked | undefined {
  if (url.length > LONGEST_URL) return undefined;
  const [, given = "", page = "", query = ""] = /^\/([^/?]{1,100})\/([a-z]*)(?:\?(.*))?$/.exec(url) ?? [];
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  if (one.length !== other.length || !timingSafeEqual(one, other)) return undefined;
  return { base: `/${token}/`, page, query: new URLSearchParams(query) };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8", connection: "close" }).end(message);
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, html, refreshSeconds }: Page): void {
  const bytes = Buffer.from(html);
  response.writeHead(status, { ...HEADERS, "content-length": bytes.length, ...(refreshSeconds !== null && { refresh: String(refreshSeconds) }) });
  response.end(method === "HEAD" ? undefined : bytes);
}

async function answer(logs: Logs, asked: Asked, onBug: (error: unknown) => void): Promise<Page> {
  try {
    return await toPage(logs, asked);
  } catch (error) {
    if (error instanceof LogError) return { status: error.code === "unknown-sample" ? 404 : 422, html: renderProblemPage("This cannot be shown", error.message, asked.base), refreshSeconds: null };
    onBug(error);
    return { status: 500, html: renderProblemPage("Something went wrong", "The command that shows this page has printed what.", asked.base), refreshSeconds: null };
  }
}

async function toPage(logs: Logs, { base, page, query }: Asked): Promise<Page> {
  const name = query.get("log");
  if (logs.isFolder && page === "" && name === null) {
    const html = renderLogsPage({ folder: logs.path, logs: await logs.list(), toLog: (log) => `${base}run${toQuery({ log })}` });
    return { status: 200, html, refreshSeconds: INTERRUPTED_SECONDS };
  }
  if (page !== "" && page !== "run" && page !== "sample") throw new LogError("unknown-sample", page, "there is no such page");
  const log = await logs.open(name);
  const run = await log.look();
  const own = name === null ? {} : { log: name };
  const links: Links = {
    toRun: (more) => `${base}${logs.isFolder ? "run" : ""}${toQuery({ ...own, ...more })}`,
    toSample: (sample, more) => `${base}sample${toQuery({ ...own, sample, ...more })}`,
    toLogs: logs.isFolder ? base : null,
  };
  return page === "sample" ? toSamplePage({ log, run, links, query }) : toRunPage({ run, links, query });
}

/** Null: it will not change any more. */
function refreshOf({ form, status, shareRead }: ViewedRun): number | null {
  if (shareRead < 1) return 1;
  if (form === "eval") return null;
  return status === "running" || status === "paused" ? RUNNING_SECONDS : status === "interrupted" ? INTERRUPTED_SECONDS : null;
}

function toRunPage({ run, links, query }: { readonly run: ViewedRun; readonly links: Links; readonly query: URLSearchParams }): Page {
  const refreshSeconds = refreshOf(run);
  const following = refreshSeconds === null ? null : query.get("follow") !== "no";
  const filter = { outcome: query.get("outcome") || null, flag: query.get("flag") || null };
  return { status: 200, html: renderRunPage(run, { filter, links, following, page: wholeIn(query, "page", { least: 1, otherwise: 1 }) }), refreshSeconds: following ? refreshSeconds : null };
}

async function toSamplePage({ log, run, links, query }: { readonly log: FollowedLog; readonly run: ViewedRun; readonly links: Links; readonly query: URLSearchParams }): Promise<Page> {
  const name = query.get("sample") ?? "";
  const sample = run.samples.find((one) => one.sample === name);
  if (!sample) throw new LogError("unknown-sample", log.path, `holds no sample ${name.slice(0, 200)}${run.shareRead < 1 ? " so far; it is still being read" : ""}`);
  const count = Math.min(MOST_EVENTS, wholeIn(query, "count", { least: 1, otherwise: USUAL_EVENTS }));
  const refreshSeconds = sample.state === "open" ? refreshOf(run) : null;
  const following = refreshSeconds === null ? null : query.get("follow") === "yes";
  const total = following ? (await log.readWindow(name, 0, 0)).total : 0;
  const from = following ? Math.max(0, total - count) : wholeIn(query, "from", { least: 0, otherwise: 0 });
  const window = await log.readWindow(name, from, count);
  return { status: 200, html: renderSamplePage(run, { sample, window, from, count, links, following }), refreshSeconds: following ? refreshSeconds : null };
}

function wholeIn(query: URLSearchParams, name: string, { least, otherwise }: { readonly least: number; readonly otherwise: number }): number {
  const text = query.get(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Math.max(least, Number(text)) : otherwise;
}

interface Logs {
  readonly path: string;
  readonly isFolder: boolean;
  list(): Promise<readonly string[]>;
  /** Of a folder, by the name in its list. */
  open(name: string | null): Promise<FollowedLog>;
  close(): Promise<void>;
}

async function openLogs(path: string): Promise<Logs> {
  if (!(await isFolderOfLogs(path))) {
    const log = await followLog(path);
    for (let looks = 0; looks < LOOKS_AT_START && (await log.look()).shareRead < 1; looks += 1);
    return { path, isFolder: false, list: () => Promise.resolve([basename(path)]), open: () => Promise.resolve(log), close: () => log.close() };
  }
  // The one that was asked for last stands last.
  const opened = new Map<string, FollowedLog>();
  const list = () => listLogs(path);
  return {
    path,
    isFolder: true,
    list,
    async open(name) {
      // Only what is in the list: a name is a stranger's, and must not lead out of the folder.
      if (name === null || !(await list()).includes(name)) throw new LogError("unknown-sample", path, `holds no log ${(name ?? "").slice(0, 200)}`);
      const log = opened.get(name) ?? (await followLog(join(path, name)));
      opened.delete(name);
      opened.set(name, log);
      for (const [old, one] of opened) {
        if (opened.size <= MOST_OPEN) break;
        opened.delete(old);
        await one.close();
      }
      return log;
    },
    close: async () => void (await Promise.all([...opened.values()].map((log) => log.close()))),
  };
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

async function isFolderOfLogs(path: string): Promise<boolean> {
  const isFolder = await stat(path).then((found) => found.isDirectory(), () => false);
  return isFolder && !(await isThere(join(path, "run.json")));
}

/** The runs' folders and the `.eval` files in a folder; also those that have appeared since. */
async function listLogs(folder: string): Promise<readonly string[]> {
  const logs: string[] = [];
  for await (const entry of await opendir(folder)) {
    if ((entry.isFile() && entry.name.endsWith(".eval")) || (entry.isDirectory() && (await isThere(join(folder, entry.name, "run.json"))))) logs.push(entry.name);
    if (logs.length >= MOST_LOGS) break;
  }
  return logs.toSorted();
}
