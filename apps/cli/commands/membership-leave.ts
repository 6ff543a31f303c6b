import { askServer } from "../ask-server.ts";

export const membershipLeave = askServer({
  noun: "membership",
  verb: "leave",
  summary: "Leave the clearinghouse, at once and without a reason",
  details: "Your claims are given back, your campaigns are left, and the keys that your programs scan and submit with end. You may go on submitting findings.",
  examples: ["membership leave"],
  ask: async (api) => {
    await api.call("POST /membership/leaving");
    return { membership: null };
  },
  tell: () => "Your organisation has left the clearinghouse.",
});
