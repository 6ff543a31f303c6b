// `npm test` and `npm run check`: set up what is missing, then run every check on the pinned Node.
// `-- --only types,lint` runs some of them. The last line is `N passed, N failed`.
import { bootstrap, execOnPinnedNode, runCommand } from "./bootstrap.mjs";

await runCommand(async () => {
  const args = process.argv.slice(2);
  bootstrap({ chromium: args.length === 0 || args.some((arg) => arg.includes("e2e")) });
  return execOnPinnedNode("scripts/run-checks.ts", args);
});
