import { MAX_FEED_BYTES } from "#contracts/priority";
import { connect, serverOption } from "../api.ts";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readInput } from "../read-input.ts";
import { tellFeeds } from "./feed-list.ts";

export const feedImport: Command = {
  noun: "feed",
  verb: "import",
  summary: "Hand a release of KEV or EPSS to the clearinghouse",
  details: `KEV is CISA's JSON; EPSS is FIRST's CSV of a day, plain or .gz. A release that is broken, older than the last one, or much
smaller is not taken, and decisions go on standing on the last good one. The same file again changes nothing.`,
  operands: [{ name: "FILE", help: "the release, or - for standard input" }],
  options: {
    feed: { value: "kev|epss", required: true, help: "which feed it is" },
    insist: { help: "take it although it is older or much smaller" },
    ...serverOption,
  },
  examples: ["feed import known_exploited_vulnerabilities.json --feed kev", "feed import epss_scores-2026-09-01.csv.gz --feed epss --json"],
  async run(given, talk) {
    const feed = given.requiredText("feed");
    if (feed !== "kev" && feed !== "epss") throw new UsageError(`--feed ${feed}: the feeds are kev and epss.`);
    const request = { query: { insist: given.isOn("insist") ? ("true" as const) : ("false" as const) }, body: await readInput(given.operand(0), talk, MAX_FEED_BYTES) };
    const api = connect(given, talk);
    const reply = feed === "kev" ? await api.call("POST /feeds/kev", request) : await api.call("POST /feeds/epss", request);
    talk.answer(reply, tellFeeds(reply));
    return EXIT.done;
  },
};
