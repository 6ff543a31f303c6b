import { backupCommand } from "../run-backup.ts";

export const backupCreate = backupCommand({
  act: "backup",
  verb: "create",
  summary: "Back up this machine's installation into one file, while it runs or not",
  details: "The file holds the installation's keys: keep it as you keep those. It never overwrites another file.",
  help: "the file that is written",
  examples: ["backup create harbour.tar", "backup create harbour.tar --home /srv/breakwater --json"],
  tell: ({ file, bytes, sha256 }) => `${file}: ${bytes} bytes, sha256 ${sha256}`,
});
