import type { QueuedScan } from "#contracts/assistance";

/** What the scanner was run on, by the words of its project file, which hold no more than letters, digits and a few signs. */
export interface Examined {
  readonly name: string;
  readonly version: string;
  /** Distinct weaknesses that were shown again in a fresh build. */
  readonly found: number;
}

/** A result to begin with, in our own words: nothing that the model wrote is in it. A person reads it before it is sent. */
export function draftResult({ name, version, found }: Examined): NonNullable<QueuedScan["details"]>["draft"] {
  const what = `${name} ${version}`;
  if (found === 0) return { summary: `The scanner looked at ${what} and could not make it fail. That does not show that it is safe.`, steps: [] };
  return {
    summary: `The scanner made ${what} fail in ${found} ${found === 1 ? "way" : "ways"}. Each was seen again in a fresh copy.`,
    steps: [
      { act: "Have the findings fixed for everybody, with the button on this page.", why: "Its maker can only mend what it knows of." },
      { act: `Until there is a fix, give ${name} only files and messages from people you know.`, why: "A file that is made on purpose can make it fail, or worse." },
      { act: "Ask whoever looks after it when it can be updated.", why: "A fix helps once it is installed." },
    ],
  };
}
