// hoists.mjs FILE: counts signals. Lines are "HH:MM STATION SIGNAL…"; prints for each station how often each signal was shown, and
// which was shown most. Lines that begin with # are remarks.
import { readFileSync } from "node:fs";

const LINE = /^(\d\d):(\d\d)\s+(\w+)\s+(.+)$/;

function readHoists(text) {
  const hoists = [];
  for (const line of text.split("\n").slice(0, 2_000)) {
    if (line.startsWith("#")) continue;
    const found = LINE.exec(line);
    if (!found) continue;
    const [, hours, minutes, station, signals] = found;
    const minute = Number(hours) * 60 + Number(minutes);
    if (minute < 1_440) hoists.push({ minute, station, signals: signals.trim().split(/\s+/) });
  }
  return hoists.sort((one, other) => one.minute - other.minute);
}

/** By station, and within a station by signal, the minutes at which it was shown. */
function groupHoists(hoists) {
  const stations = {};
  for (const { minute, station, signals } of hoists) {
    const shown = (stations[station] ??= {});
    for (const signal of signals) (shown[signal] ??= []).push(minute);
  }
  return stations;
}

const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

function describe(station, shown) {
  const rows = Object.entries(shown).sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  const [[most]] = rows;
  return [`${station}: mostly ${most}`, ...rows.map(([signal, minutes]) => `  ${signal} ${minutes.length}, last at ${clock(minutes.at(-1))}`)];
}

const stations = groupHoists(readHoists(readFileSync(process.argv[2], "utf8")));
for (const station of Object.keys(stations).sort()) console.log(describe(station, stations[station]).join("\n"));
