// Settings are laid over one another: the harbour's own, then the station's, then what a ship asks for.

const FORBIDDEN = new Set(["__proto__"]);
const DEEPEST = 8;

export class SettingsError extends Error {}

const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** "lamp.colour": "red" is short for "lamp": { "colour": "red" }. */
export function unfold(layer, depth = 0) {
  if (depth > DEEPEST) throw new SettingsError("too deep");
  const unfolded = [];
  for (const [key, value] of Object.entries(layer)) {
    const path = key.split(".");
    if (path.some((name) => name === "" || FORBIDDEN.has(name))) throw new SettingsError(`${key} is no setting`);
    unfolded.push([path, isGroup(value) ? unfold(value, depth + 1) : [[[], value]]]);
  }
  return unfolded.flatMap(([path, below]) => below.map(([rest, value]) => [[...path, ...rest], value]));
}

/** Lays one layer over what is there. A list replaces a list, a group is merged into a group. */
export function overlay(settings, layer) {
  for (const [path, value] of unfold(layer)) {
    let group = settings;
    for (const name of path.slice(0, -1)) {
      if (group[name] === undefined || group[name] === null) group[name] = {};
      group = group[name];
      if (typeof group !== "object" && typeof group !== "function") throw new SettingsError(`${path.join(".")} leads through a value`);
    }
    const last = path.at(-1);
    if (isGroup(group[last])) throw new SettingsError(`${path.join(".")} is a group`);
    group[last] = value;
  }
  return settings;
}
