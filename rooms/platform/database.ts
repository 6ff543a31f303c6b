import pg from "pg";
import type { Statement } from "./sql.ts";

/** Runs statements; a `Transaction` and the `Database` itself both can. */
export interface Queryable {
  /** All rows. */
  query<Row>(statement: Statement): Promise<Row[]>;
  /** The first row or undefined. */
  find<Row>(statement: Statement): Promise<Row | undefined>;
  /** The number of rows changed. */
  execute(statement: Statement): Promise<number>;
}

/** One open transaction. What is done through it happens together or not at all. */
export interface Transaction extends Queryable {
  readonly transaction: true;
  /** The raw connection, for the job queue's own statements only. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Runs after a successful commit; lost on rollback. For hints only, never for effects that must happen. */
  afterCommit(effect: () => void): void;
}

export interface Database extends Queryable {
  inTransaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Role to act as after connecting: the non-owner role, so that grants and row security bind the application. */
  readonly role?: string;
  readonly maxConnections?: number;
  readonly applicationName?: string;
}

// timestamptz → ISO text (UTC), int8 → number: ids are text and counts stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/** Opens a pool. Connections are made on first use; `close` waits for what is running. */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = ["-c TimeZone=UTC", "-c statement_timeout=60000", ...(options.role ? [`-c role=${options.role}`] : [])];
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    options: settings.join(" "),
    application_name: options.applicationName ?? "breakwater",
  });
  // An idle connection that dies (server restart) must not end the process; the next query opens a new one.
  pool.on("error", () => undefined);

  return {
    ...queryable(pool),
    inTransaction: (work) => runTransaction(pool, work),
    close: () => pool.end(),
  };
}

async function runTransaction<Result>(pool: pg.Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  const effects: (() => void)[] = [];
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work({
      transaction: true,
      ...queryable(client),
      executeSql: async (text, values) => ({ rows: (await client.query(text, values)).rows }),
      afterCommit: (effect) => effects.push(effect),
    });
    await client.query("COMMIT");
    for (const effect of effects) effect();
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: unknown) => {
      // The connection is gone; the server rolls back by itself. Keep the first error, drop the connection.
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function queryable(runner: Pick<pg.Pool | pg.PoolClient, "query">): Queryable {
  const run = (statement: Statement) => runner.query(statement.text, [...statement.values]);
  return {
    query: async <Row>(statement: Statement) => (await run(statement)).rows as Row[],
    find: async <Row>(statement: Statement) => (await run(statement)).rows[0] as Row | undefined,
    execute: async (statement: Statement) => (await run(statement)).rowCount ?? 0,
  };
}

/** True when a statement failed because a unique constraint (by name, if given) already holds the value. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505" && (constraint === undefined || error.constraint === constraint);
}
