// SQL is written with the tagged template `sql`, which no import rule can see.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isTypeScript, listSourceFiles } from "./source-files.ts";

const mayWriteSql = /\.store\.ts$|^rooms\/platform\/|^(tests|scripts|benchmarks)\/|\.(test|fixture)\.tsx?$/;
const sqlTemplate = /\bsql(<[^`\n]*>)?`/;

/** Says which files outside the stores hold SQL, one line each. */
export function checkSql(root: string, files: readonly string[] = listSourceFiles(root)): readonly string[] {
  return files
    .filter((file) => isTypeScript(file) && !mayWriteSql.test(file))
    .filter((file) => sqlTemplate.test(readFileSync(join(root, file), "utf8")))
    .map((file) => `${file}: SQL belongs in a *.store.ts file`);
}
