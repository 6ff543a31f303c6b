import type { ModelError } from "../evaluation.errors.ts";
import type { SampleOutcome } from "../evaluation.types.ts";

/** Ends an agent from within whatever it was doing. An agent lets it pass. */
export class EndOfSample extends Error {
  override readonly name = "EndOfSample";
  readonly outcome: SampleOutcome;
  /** What the endpoint did wrong, else null. */
  readonly error: ModelError | null;
  /** `open`: it is not ended in the journal, and goes on when the run is resumed. `requeued`: it begins again. */
  readonly then: "ended" | "open" | "requeued";

  constructor(outcome: SampleOutcome, { error = null, then = "ended", message = outcome }: { readonly error?: ModelError | null; readonly then?: EndOfSample["then"]; readonly message?: string } = {}) {
    super(message);
    this.outcome = outcome;
    this.error = error;
    this.then = then;
  }
}
