import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { nameOfRoute, SIDES } from "./sides.ts";

const root = join(import.meta.dirname, "../..");

interface Operation {
  readonly summary?: string;
  readonly operationId?: string;
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

describe.each(SIDES)("the API of the $name side", (side) => {
  const readServed = async (): Promise<Document> => {
    const response = await side.createApi(await side.openWorld()).request("/api/openapi.json");
    expect(response.status).toBe(200);
    return (await response.json()) as Document;
  };

  test("is described by the document that it serves to anyone, which is valid OpenAPI 3.1", async () => {
    const served = await readServed();
    expect(served.openapi).toBe("3.1.0");
    const validator = new Validator();
    expect(await validator.validate(structuredClone(served) as never)).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
    expect(served).toEqual(JSON.parse(readFileSync(join(root, side.documentFile), "utf8")));
  });

  test("has every route in its document, each with a summary, an id of its own, and its refusals", async () => {
    const { paths } = await readServed();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: nameOfRoute({ method: method as "get", path: path.replace(/^\/api/, "") }), ...operation })),
    );
    expect(operations.map(({ name }) => name).toSorted()).toEqual(side.routes.map(nameOfRoute).toSorted());
    for (const { name, summary, responses } of operations) {
      expect(summary, name).toMatch(/^\S.{3,}/);
      const refused = responses["4XX"];
      expect(refused?.description, name).toMatch(/\S/);
      expect(refused?.content?.["application/json"]?.schema, name).toEqual({ $ref: "#/components/schemas/ErrorReply" });
      expect(Object.keys(responses).some((status) => /^2\d\d$/.test(status)), name).toBe(true);
    }
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(operations.length);
    expect(ids).not.toContain(undefined);
  });
});

test("a document that is wrong is found to be wrong", async () => {
  const broken = { openapi: "3.1.0", info: { title: "x", version: "1" }, paths: { "/api/x": { get: { responses: { "200": {} } } } } };
  expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
});

test("the typed client is what the routes say now", () => {
  expect(execFileSync(process.execPath, [join(root, "scripts/generate-api-client.ts"), "--check"], { encoding: "utf8" })).toBe("");
});
