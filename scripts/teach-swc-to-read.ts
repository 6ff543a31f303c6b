import { createRequire } from "node:module";
import type { Statement, VariableDeclarator } from "@swc/core";
import type { Visitor as SwcVisitor } from "@swc/core/Visitor.js";

// Required, not imported: the class must be the one that dependency-cruiser extends, however this file is loaded.
const { Visitor } = createRequire(import.meta.url)("@swc/core/Visitor.js") as { readonly Visitor: typeof SwcVisitor };
let taught = false;

/** swc parses `using x = …`, but its visitor, with which dependency-cruiser walks, stops there: "Unknown statement type". */
export function teachSwcToRead(): void {
  if (taught) return;
  taught = true;
  const visitor = Visitor.prototype;
  const visitKnownStatement = Reflect.get(visitor, "visitStatement");
  visitor.visitStatement = function visitAnyStatement(statement) {
    if (!isUsing(statement)) return visitKnownStatement.call(this, statement);
    // What is declared may hold an import().
    this.visitVariableDeclarators(statement.decls);
    return statement;
  };
}

function isUsing(statement: Statement): statement is Statement & { readonly decls: VariableDeclarator[] } {
  return (statement.type as string) === "UsingDeclaration";
}
