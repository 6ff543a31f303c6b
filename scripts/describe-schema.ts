// The structure of a database as SQL text, read from PostgreSQL's own catalogue, in one fixed order.
import pg from "pg";

/** Schemas that are not ours to describe: the queue brings and migrates its own. */
const OTHERS = ["pg_catalog", "information_schema", "pg_toast", "pgboss", "public"];

/** Tables, constraints, indexes, triggers, functions and grants of every room's schema. */
export async function describeSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const parts: string[] = [];
    for (const { name } of await rows<{ name: string }>(client, "SELECT nspname AS name FROM pg_namespace WHERE nspname <> ALL ($1) AND nspname !~ '^pg_' ORDER BY 1", [OTHERS])) {
      parts.push(`-- ${name}\n\nCREATE SCHEMA ${name};\n`, ...(await tablesOf(client, name)), ...(await functionsOf(client, name)));
    }
    return parts.join("\n");
  } finally {
    await client.end();
  }
}

async function tablesOf(client: pg.Client, schema: string): Promise<string[]> {
  const tables = await rows<{ name: string; oid: number }>(client, "SELECT relname AS name, oid::int AS oid FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' ORDER BY 1", [schema]);
  const texts: string[] = [];
  for (const { name, oid } of tables) {
    const columns = await rows<{ line: string }>(client, `
      SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') END AS line
      FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`, [oid]);
    const constraints = await rows<{ line: string }>(client, "SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint WHERE conrelid = $1 AND contype <> 'n' ORDER BY contype = 'p' DESC, conname", [oid]);
    const indexes = await rows<{ line: string }>(client, `
      SELECT pg_get_indexdef(indexrelid) || ';' AS line FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE indrelid = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x')) ORDER BY c.relname`, [oid]);
    const triggers = await rows<{ line: string }>(client, "SELECT pg_get_triggerdef(oid) || ';' AS line FROM pg_trigger WHERE tgrelid = $1 AND NOT tgisinternal ORDER BY tgname", [oid]);
    const grants = await rows<{ line: string }>(client, `
      SELECT 'GRANT ' || string_agg(privilege_type, ', ' ORDER BY privilege_type) || ' ON ${schema}.${name} TO ' || grantee::regrole || ';' AS line
      FROM pg_class c, aclexplode(c.relacl) WHERE c.oid = $1 AND grantee <> c.relowner AND grantee <> 0 GROUP BY grantee ORDER BY grantee::regrole::text`, [oid]);
    const body = [...columns, ...constraints].map(({ line }) => `  ${line}`).join(",\n");
    texts.push([`CREATE TABLE ${schema}.${name} (\n${body}\n);`, ...[...indexes, ...triggers, ...grants].map(({ line }) => line), ""].join("\n"));
  }
  return texts;
}

async function functionsOf(client: pg.Client, schema: string): Promise<string[]> {
  const functions = await rows<{ text: string }>(client, "SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE pronamespace = $1::regnamespace ORDER BY proname", [schema]);
  return functions.map(({ text }) => `${text.trimEnd()};\n`);
}

async function rows<Row>(client: pg.Client, text: string, values: readonly unknown[]): Promise<Row[]> {
  return (await client.query(text, [...values])).rows as Row[];
}
