import { askServer } from "../ask-server.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../command.types.ts";
import { tellToken } from "../tell-token.ts";

export const signInExercise = askServer({
  noun: "sign-in",
  verb: "exercise",
  summary: "Sign in as a person of the exercise, and print the token for BREAKWATER_TOKEN",
  details: "Works on an installation that plays the exercise, and on no other.",
  operands: [{ name: "NAME", help: "the person's name, as `GET /exercise/people` lists it" }],
  examples: ['sign-in exercise "Ada Reyes"', 'sign-in exercise "Ada Reyes" --json'],
  async ask(api, given) {
    const { people } = await api.call("GET /exercise/people");
    const wanted = given.operand(0).toLowerCase();
    const person = people.find(({ name }) => name.toLowerCase() === wanted);
    if (!person) throw new CliError(EXIT.usage, "no-such-person", `There is no "${given.operand(0)}" in the exercise. Its people are: ${people.map(({ name }) => name).join(", ")}.`);
    return api.call("POST /exercise/sign-in", { body: { personId: person.id, carrier: "token" } });
  },
  tell: tellToken,
});
