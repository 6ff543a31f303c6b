// A stray file without imports is invisible to the boundary check, so the folders themselves are compared with rooms.json.
import { readHouse } from "./house.ts";
import { listSourceFiles } from "./source-files.ts";

/** Folders whose children rooms.json names one by one. */
const namedOneByOne = ["apps", "engines", "rooms"];

/** Names that say nothing about what is inside. */
const forbiddenNames = /(^|\/)(utils?|helpers?|common|misc|libs?|shared)(\/|\.[a-z.]+$)/;

/** Says which folders rooms.json does not know, and which of its folders are missing, one line each. */
export function checkFolders(root: string, files: readonly string[] = listSourceFiles(root)): readonly string[] {
  const house = readHouse(root);
  const known = new Set([...house.units.keys(), ...Object.keys(house.folders)]);
  const present = new Set(files.flatMap(toNamedFolder));
  return [
    ...[...present].filter((folder) => !known.has(folder)).map((folder) => `${folder}: rooms.json does not name this folder`),
    ...[...known].filter((folder) => !present.has(folder)).map((folder) => `${folder}: rooms.json names this folder, and it is missing`),
    ...files.filter((file) => forbiddenNames.test(file)).map((file) => `${file}: this name says nothing; name it after what it does`),
  ];
}

function toNamedFolder(file: string): string[] {
  const [top, second, third] = file.split("/");
  if (top === undefined || second === undefined) return [];
  if (!namedOneByOne.includes(top)) return [top];
  return [third === undefined ? top : `${top}/${second}`];
}
