import { randomUUID } from "node:crypto";
import { existsSync, linkSync, lstatSync, mkdirSync, unlinkSync, watch, writeFileSync } from "node:fs";
import type { FSWatcher } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";

import { RunError } from "../evaluation.errors.ts";

// A holder says once a second that it lives; the others write it off after four. So what a killed process held is free again
// within five seconds, without looking at process ids, which a container would not share.
const RENEW_MS = 1_000;
const LEASE_MS = 4_000;
/** So often at most, however many changes there are. */
const LOOK_MS = 250;
const BUSY_MS = 10_000;

type Row = Readonly<Record<string, unknown>>;
export type RunSql = (text: string, ...values: (string | number | null)[]) => readonly Row[];

/** What several processes of one host know together. A change costs some 30 µs. */
export interface SharedState {
  /** This process's own name in it. */
  readonly id: string;
  define(tables: string): void;
  /**
   * One change, whole or not at all, and alone. Who has not renewed its lease is taken out of the table `holder`; let what is a
   * holder's refer to it and go with it (`on delete cascade`).
   */
  change<T>(act: (sql: RunSql) => T): T;
  /** Tells those who listen in other processes that something was given back. */
  wakeOthers(): void;
  /** Called when another process gives back, and once a second besides; returns how to stop. */
  listen(onChange: () => void): () => void;
  close(): void;
}

/**
 * Opens a small database in a directory of this user alone, made if absent. Nothing is synced to the disk: it has to outlive a killed process, not a
 * power cut; what must outlive that stands in the journal.
 * @throws {RunError} `bad-argument` where the directory is another's, or others may enter it
 */
export function openSharedState(directory: string): SharedState {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  requirePrivate(directory);
  const bell = join(directory, "bell");
  // The number is that of the tables: a directory may outlive a release.
  const path = join(directory, "shared-1.sqlite");
  if (!existsSync(path)) createDatabase(path);
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  database.exec("pragma synchronous = off; pragma foreign_keys = on");
  const id = randomUUID();
  const prepared = new Map<string, StatementSync>();
  const listeners = new Set<() => void>();
  let watcher: FSWatcher | null = null;
  let lookedAt = 0;
  let isOpen = true;

  const sql: RunSql = (text, ...values) => {
    let statement = prepared.get(text);
    if (!statement) prepared.set(text, (statement = database.prepare(text)));
    return statement.all(...values);
  };

  function look(): void {
    lookedAt = Date.now();
    // Not replaced: that would take everything along that refers to it.
    sql("insert into holder values (?, ?) on conflict (id) do update set renewed_at = excluded.renewed_at", id, lookedAt);
    sql("delete from holder where renewed_at < ?", lookedAt - LEASE_MS);
  }

  function change<T>(act: (sql: RunSql) => T): T {
    sql("begin immediate");
    try {
      if (Date.now() - lookedAt > LOOK_MS) look();
      const result = act(sql);
      sql("commit");
      return result;
    } catch (cause) {
      sql("rollback");
      throw cause;
    }
  }

  const tick = setInterval(() => {
    change(() => undefined);
    for (const listener of Array.from(listeners)) listener();
  }, RENEW_MS);
  // It must not hold up a process that has nothing else to do.
  tick.unref();

  return {
    id,
    define: (tables) => change(() => database.exec(tables)),
    change,
    wakeOthers: () => writeFileSync(bell, id),
    listen(onChange) {
      listeners.add(onChange);
      watcher ??= watch(directory, (_event, name) => {
        if (name === "bell") for (const listener of Array.from(listeners)) listener();
      });
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        watcher?.close();
        watcher = null;
      };
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(tick);
      watcher?.close();
      change((run) => run("delete from holder where id = ?", id));
      prepared.clear();
      database.close();
      writeFileSync(bell, id);
    },
  };
}

/** Its name may be known beforehand, and stand where anybody may write: who made it first could change what we count, or place links. */
function requirePrivate(directory: string): void {
  const found = lstatSync(directory);
  if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o077) === 0) return;
  throw new RunError("bad-argument", `${directory} is not a folder of this user alone; remove it, or let TMPDIR name a folder of your own`);
}

/** Made aside and put in place whole: several processes that set a new database up at once would lock each other out. */
function createDatabase(path: string): void {
  const aside = `${path}.${randomUUID()}`;
  const database = new DatabaseSync(aside);
  database.exec("pragma journal_mode = wal; create table holder (id text primary key, renewed_at integer not null) strict");
  database.close();
  try {
    linkSync(aside, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  } finally {
    unlinkSync(aside);
  }
}
