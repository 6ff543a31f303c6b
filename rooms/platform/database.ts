import pg from "pg";
import type { Actor } from "./actor.ts";
import { isMarked, markQuery, OwnerSeal, type ChangedRow, type OwnedTable, type OwnerKeeper } from "./ownership.ts";
import type { Statement } from "./sql.ts";

/** Runs statements; a `Transaction` and the `Database` itself both can. */
export interface Queryable {
  /** All rows. */
  query<Row>(statement: Statement): Promise<Row[]>;
  /** The first row or undefined. */
  find<Row>(statement: Statement): Promise<Row | undefined>;
  /** The number of rows changed. */
  execute(statement: Statement): Promise<number>;
  /**
   * The same connection or transaction, looking past row-level security: for what a workflow must see of others to do
   * its own work, such as whom to tell. `why` is for the reader; `tests/store` counts these.
   */
  asSystem(why: string): Queryable;
}

/** One open transaction. What is done through it happens together or not at all. */
export interface Transaction extends Queryable {
  readonly transaction: true;
  /** The raw connection, for the job queue's own statements only. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Runs after a successful commit; lost on rollback. For hints only, never for effects that must happen. */
  afterCommit(effect: () => void): void;
  asSystem(why: string): Transaction;
}

export interface Database extends Queryable {
  /** The same database, acting for this person from now on: row-level security shows what is theirs. */
  as(actor: Actor): Database;
  inTransaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Whose a row was that somebody changed past us; undefined when there is none of this id, or it is as it was written. */
  findChanged(table: OwnedTable, id: string): Promise<ChangedRow | undefined>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Role to act as after connecting: the non-owner role, so that grants and row security bind the application. */
  readonly role?: string;
  readonly maxConnections?: number;
  readonly applicationName?: string;
  /** Seals the rows that belong to somebody, and knows those that were changed outside. Without one they can be neither written nor read. */
  readonly owners?: OwnerKeeper;
}

// timestamptz → ISO text (UTC), int8 → number: ids are text and counts stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/**
 * Opens a pool. Connections are made on first use; `close` waits for what is running. What comes back acts for the
 * system; `as` gives the same database for a person.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = ["-c TimeZone=UTC", "-c statement_timeout=60000", ...(options.role ? [`-c role=${options.role}`] : [])];
  const openPool = (extra: readonly string[]) => {
    const pool = new pg.Pool({
      connectionString: options.url,
      max: options.maxConnections ?? 10,
      options: [...settings, ...extra].join(" "),
      application_name: options.applicationName ?? "breakwater",
    });
    // An idle connection that dies (server restart) must not end the process; the next query opens a new one.
    pool.on("error", () => undefined);
    return pool;
  };
  // Whoever is let in is looked up as the system at every request: connections that are the system's for good save that
  // look two round trips.
  const pools: Pools = { people: openPool([]), system: openPool(["-c breakwater.system=on"]), owners: options.owners ?? NO_KEEPER };
  return databaseFor(pools, SYSTEM_CONTEXT);
}

interface Pools {
  readonly people: pg.Pool;
  readonly system: pg.Pool;
  readonly owners: OwnerKeeper;
}

function refuseOwned(): never {
  throw new Error("This database was opened without keys: rows that belong to somebody can be neither written nor read by it");
}
const NO_KEEPER: OwnerKeeper = { seal: refuseOwned, examine: refuseOwned, keep: (rows) => (isMarked(rows[0]) ? refuseOwned() : Promise.resolve([...rows])) };

/** Settings of one person, or of the system, as SQL to say once for a connection or for one transaction. */
interface Context {
  readonly isSystem: boolean;
  readonly forConnection: string;
  readonly forTransaction: string;
}

const SYSTEM_CONTEXT: Context = { isSystem: true, forConnection: "", forTransaction: "BEGIN" };
const ENTER_SYSTEM = "SET LOCAL breakwater.system = 'on'";
const LEAVE_SYSTEM = "SET LOCAL breakwater.system = 'off'";

function contextOf(actor: Actor): Context {
  const settings = { person: actor.personId, organisation: actor.organisationId, roles: actor.roles.join(","), subject: actor.subject ?? "", principals: (actor.principals ?? []).join(",") };
  const set = (how: "SET" | "SET LOCAL") => Object.entries(settings).map(([name, value]) => `${how} breakwater.${name} = ${pg.escapeLiteral(value)}`).join("; ");
  return { isSystem: false, forConnection: set("SET"), forTransaction: `BEGIN; ${set("SET LOCAL")}` };
}

/** For whom each connection was last set. */
const settledFor = new WeakMap<pg.PoolClient, string>();

function databaseFor(pools: Pools, context: Context): Database {
  const system = loneStatements(pools, SYSTEM_CONTEXT);
  const asSystem: Queryable = { ...system, asSystem: () => asSystem };
  return {
    ...(context.isSystem ? system : loneStatements(pools, context)),
    asSystem: () => asSystem,
    as: (actor) => databaseFor(pools, contextOf(actor)),
    inTransaction: (work) => runTransaction(pools, context, work),
    findChanged: async (table, id) => {
      const { text, values } = markQuery(table, id);
      const row: unknown = (await pools.system.query(text, [...values])).rows[0];
      return isMarked(row) ? pools.owners.examine(row) : undefined;
    },
    close: async () => {
      await Promise.all([pools.people.end(), pools.system.end()]);
    },
  };
}

/** A statement outside of a transaction is one of its own; its connection is set for the same person first, unless it is already. */
function loneStatements(pools: Pools, context: Context): Omit<Queryable, "asSystem"> {
  if (context.isSystem) return readsAndWrites((statement) => send(pools.system, statement, bind(statement, pools.owners)), pools.owners);
  return readsAndWrites(async (statement) => {
    const client = await pools.people.connect();
    let broken = true;
    try {
      if (settledFor.get(client) !== context.forConnection) {
        settledFor.delete(client);
        await client.query(context.forConnection);
        settledFor.set(client, context.forConnection);
      }
      broken = false;
      return await send(client, statement, bind(statement, pools.owners));
    } finally {
      // A connection of which it is not known for whom it speaks is never used again.
      client.release(broken);
    }
  }, pools.owners);
}

async function runTransaction<Result>(pools: Pools, context: Context, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  const client = await (context.isSystem ? pools.system : pools.people).connect();
  const effects: (() => void)[] = [];
  let broken: Error | undefined;
  try {
    await client.query(context.forTransaction);
    const result = await work(
      transactionOn(client, { isSystem: context.isSystem, owners: pools.owners }, {
        transaction: true,
        executeSql: async (text, values) => ({ rows: (await client.query(text, values)).rows }),
        afterCommit: (effect) => effects.push(effect),
      }),
    );
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

function send(connection: pg.Pool | pg.PoolClient, { name, text }: Statement, values: unknown[]): Promise<pg.QueryResult> {
  return name === undefined ? connection.query(text, values) : connection.query({ name, text }, values);
}

type Run = (statement: Statement) => Promise<pg.QueryResult>;

function transactionOn(client: pg.PoolClient, { isSystem, owners }: { readonly isSystem: boolean; readonly owners: OwnerKeeper }, rest: Omit<Transaction, keyof Queryable>): Transaction {
  // One statement after another, also when a workflow asks for several at once: what runs as the system must have no
  // neighbour that does not.
  let last: Promise<unknown> = Promise.resolve();
  const inLine = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined); // Its caller hears of the failure; the next in line need not.
    return mine;
  };
  const ask: Run = (statement) => send(client, statement, bind(statement, owners));
  const askAsSystem: Run = async (statement) => {
    await client.query(ENTER_SYSTEM);
    const result = await ask(statement);
    // Not after a failure: that ends the transaction, and the setting with it.
    await client.query(LEAVE_SYSTEM);
    return result;
  };
  const system: Transaction = { ...rest, ...readsAndWrites((statement) => inLine(() => (isSystem ? ask : askAsSystem)(statement)), owners), asSystem: () => system };
  return { ...rest, ...readsAndWrites((statement) => inLine(() => ask(statement)), owners), asSystem: () => system };
}

function bind({ values }: Statement, owners: OwnerKeeper): unknown[] {
  return values.map((value) => {
    if (value instanceof OwnerSeal) return owners.seal(value);
    return Array.isArray(value) && value[0] instanceof OwnerSeal ? value.map((seal: OwnerSeal) => owners.seal(seal)) : value;
  });
}

function readsAndWrites(run: Run, owners: OwnerKeeper): Omit<Queryable, "asSystem"> {
  return {
    query: async <Row>(statement: Statement) => owners.keep((await run(statement)).rows as Row[]),
    find: async <Row>(statement: Statement) => (await owners.keep((await run(statement)).rows as Row[]))[0],
    execute: async (statement: Statement) => (await run(statement)).rowCount ?? 0,
  };
}

/** True when a statement failed because a unique constraint (by name, if given) already holds the value. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505" && (constraint === undefined || error.constraint === constraint);
}
