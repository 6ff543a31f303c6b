import { expect, test } from "vitest";
import { describeApi, sql } from "#rooms/platform";
import { createWorld } from "../../../tests/setup/world.ts";
import { obligationsRoom } from "../index.ts";
import { dueOn } from "./status.rules.ts";
import { TASKINGS } from "./taskings.rules.ts";

const DUE_WORDS = /^(due|days?|deadline|signed)(on|by|at)?$/i;

interface ApiDocument {
  readonly paths: Record<string, Record<string, { readonly requestBody?: unknown; readonly parameters?: readonly { readonly name: string }[] }>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

/** Names of all fields in a schema of the API's document, at any depth, through its references. */
function fieldsOf(schema: unknown, { components }: ApiDocument): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const document = { components } as ApiDocument;
  if ("$ref" in schema) return fieldsOf(components.schemas[String(schema.$ref).split("/").at(-1) ?? ""], document);
  const properties = "properties" in schema ? Object.keys(schema.properties as object) : [];
  return [...properties, ...Object.values(schema).flatMap((part) => fieldsOf(part, document))];
}

test("no operation about taskings takes a due day, a number of days or a day of signing (INV-20)", () => {
  const document = describeApi(obligationsRoom.routes ?? [], "test") as ApiDocument;
  const operations = Object.entries(document.paths).filter(([path]) => /^(\/api)?\/(obligations|trackers)/.test(path)).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })));
  expect(operations.length).toBeGreaterThan(10);
  expect(operations.flatMap(({ operation }) => fieldsOf(operation.requestBody, document))).toEqual(expect.arrayContaining(["publishedOn", "archiveLink", "publicKeyPem", "quarter"]));
  const taking = operations.filter(({ operation }) => [...fieldsOf(operation.requestBody, document), ...(operation.parameters ?? []).map(({ name }) => name)].some((field) => DUE_WORDS.test(field)));
  expect(taking.map(({ name }) => name)).toEqual([]);
});

test("no column of a tasking's tables holds a due day, and none of their rows can be changed (INV-20)", async () => {
  const { services } = await createWorld();
  const columns = await services.db.query<{ table: string; column: string }>(sql`SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'obligations'
    AND table_name IN (SELECT table_name FROM information_schema.columns WHERE table_schema = 'obligations' AND column_name = 'paragraph') ORDER BY 1, 2`);
  const tables = [...new Set(columns.map(({ table }) => table))];
  expect(tables).toEqual(expect.arrayContaining(["evidence", "milestone_received", "milestone_stated"]));
  expect(columns.filter(({ column }) => DUE_WORDS.test(column.replaceAll("_", "")))).toEqual([]);
  const rights = await services.db.query<{ right: string }>(sql`SELECT DISTINCT privilege_type AS right FROM information_schema.role_table_grants WHERE table_schema = 'obligations' AND table_name = ANY (${tables}) AND grantee = 'breakwater_app' ORDER BY 1`);
  expect(rights.map(({ right }) => right)).toEqual(["INSERT", "SELECT"]);
});

test("on whatever day it is asked, every tasking shows the due day that follows from the signing", async () => {
  const world = await createWorld();
  for (const at of ["2026-06-02T00:00:00Z", "2026-06-30T23:59:59Z", "2026-08-02T00:00:00Z", "2028-02-29T12:00:00Z"]) {
    world.setTime(at);
    const { taskings } = (await world.call("GET", "/obligations")).json;
    expect(taskings.map((tasking: { dueOn: string }) => tasking.dueOn)).toEqual(TASKINGS.map(({ days }) => dueOn(days)));
  }
});
