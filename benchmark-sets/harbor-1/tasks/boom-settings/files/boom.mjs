// boom.mjs FILE: works the boom at the harbour's mouth. FILE is JSON: { "ship": {settings}, "requests": [{badge, act, signature}] }
import { readFileSync } from "node:fs";

import { overlay, SettingsError } from "./settings.mjs";

const HARBOUR = { lamp: { colour: "green", seconds: 4 }, horn: { blasts: 1 }, boom: { speed: "slow" } };
const STATION = { "lamp.seconds": 6, "horn.pause": 2 };

// Who is on duty; a right stands here or is not given.
const OFFICERS = {
  rask: { post: "chart room" },
  tveit: { post: "signal mast", maySignal: true },
  dahl: { post: "boom", mayOpen: true, needsKey: "brass" },
};
// Nobody carries the brass key at night, when this program runs.
const KEYS_OUT = new Set();

const clean = (text) => String(text ?? "").replace(/[^\w -]/g, "?").slice(0, 40);

function answer({ badge, act, signature }, settings) {
  const officer = Object.hasOwn(OFFICERS, String(badge)) ? OFFICERS[badge] : {};
  const name = clean(signature);
  if (act === "lamp") return `lamp ${clean(settings.lamp.colour)} for ${Number(settings.lamp.seconds)} s`;
  if (act === "signal") return officer.maySignal ? `${Number(settings.horn.blasts)} blasts, signed ${name}` : `no signal for ${clean(badge)}`;
  if (act !== "open") return "unknown act";
  if (!officer.mayOpen) return `${clean(badge)} may not open the boom`;
  if (officer.needsKey && !KEYS_OUT.has(officer.needsKey)) return "the key is in the safe";
  return `boom opened by ${name}`;
}

function main(path) {
  const { ship = {}, requests = [] } = JSON.parse(readFileSync(path, "utf8"));
  const settings = [HARBOUR, STATION, ship].reduce(overlay, {});
  for (const request of requests.slice(0, 50)) console.log(answer(request ?? {}, settings));
}

try {
  main(process.argv[2]);
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof SyntaxError || error instanceof TypeError)) throw error;
  console.log(`refused: ${error.constructor.name}`);
  process.exitCode = 2;
}
