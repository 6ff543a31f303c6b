import { backupCommand } from "../run-backup.ts";

export const backupRestore = backupCommand({
  act: "restore",
  verb: "restore",
  summary: "Put a backup back into an empty folder",
  details: "Nothing is overwritten: a folder that holds something is refused, and so is a file that is no backup of ours.",
  help: "the backup",
  examples: ["backup restore harbour.tar --home /srv/breakwater", "backup restore harbour.tar --home /srv/breakwater --json"],
  tell: ({ home, sides = [] }) => `${home}: restored ${sides.join(" and ")}`,
});
