import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { backUp, BackupError, restore } from "./backup.ts";
import { homeOf } from "./installation.ts";
import { ensureOsUsers } from "./os-users.ts";

/*
 * `breakwater backup FILE` and `breakwater restore FILE` end here: the CLI itself may not touch an installation's files.
 * Prints one JSON document; exit codes as the CLI's: 0 done, 1 not possible.
 */
const [act, file, homeSetting] = process.argv.slice(2);
const checkout = join(import.meta.dirname, "../..");
const home = homeSetting ? resolve(homeSetting) : homeOf(checkout, process.env["BREAKWATER_HOME"]);

try {
  if (!file || (act !== "backup" && act !== "restore")) throw new BackupError("expected backup FILE or restore FILE");
  const result = act === "backup" ? await backUp({ home, file, at: new Date() }) : { home, sides: await restore({ home, file }) };
  if (act === "restore") giveToUsers();
  process.stdout.write(`${JSON.stringify({ ok: true, home, ...result })}\n`);
} catch (error) {
  if (!(error instanceof BackupError)) throw error;
  process.stdout.write(`${JSON.stringify({ ok: false, message: error.message })}\n`);
  process.exitCode = 1;
}

/** The users' numbers on this machine may not be those of the machine the backup was made on. */
function giveToUsers(): void {
  const users = ensureOsUsers();
  if (!users) return;
  for (const [side, user] of [["low", users.low], ["enclave", users.enclave]] as const) {
    if (existsSync(join(home, side))) spawnSync("chown", ["-R", `${user.uid}:${user.gid}`, join(home, side)], { stdio: "inherit" });
  }
}
