import { askServer } from "../ask-server.ts";
import { tellToken } from "../tell-token.ts";

export const signInRedeem = askServer({
  noun: "sign-in",
  verb: "redeem",
  summary: "Sign in with a mailed link, once, and print the token for BREAKWATER_TOKEN",
  operands: [{ name: "TOKEN", help: "the mailed link, or what follows # in it" }],
  examples: ["sign-in redeem https://host/sign-in/link#SECRET", "sign-in redeem SECRET --json"],
  ask: (api, given) => api.call("POST /sign-in/redeem", { body: { token: given.operand(0).replace(/^[^#]*#/, ""), carrier: "token" } }),
  tell: tellToken,
});
