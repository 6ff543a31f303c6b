import { expect, test } from "vitest";
import { toGivenName, toKeptName } from "./file-names.ts";

test("a given file keeps its name, without paths, lines and characters that turn the writing around", () => {
  expect(["Übersicht 4.csv", "../a\\b.txt", "one\ntwo\tthree", "gpj.\u202Eexe", "", "x".repeat(300)].map((name) => toGivenName({ name }))).toEqual([
    "Übersicht 4.csv",
    ".._a_b.txt",
    "one_two_three",
    "gpj._exe",
    "file",
    "x".repeat(200),
  ]);
});

test("a file that is kept has a name of plain characters, and is never a hidden one", () => {
  expect(["notes 4.csv", "../../.bashrc", "<b>.html", ".profile"].map(toKeptName)).toEqual(["notes_4.csv", "__.._.bashrc", "_b_.html", "_profile"]);
});
