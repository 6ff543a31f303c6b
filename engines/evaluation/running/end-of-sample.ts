import type { ModelError } from "../evaluation.errors.ts";
import type { SampleOutcome } from "../evaluation.types.ts";

/** Ends an agent from within whatever it was doing. An agent lets it pass. */
export class EndOfSample extends Error {
  override readonly name = "EndOfSample";
  readonly outcome: SampleOutcome;
  /** What the endpoint did wrong, else null. */
  readonly error: ModelError | null;
  /** `open`: it is not ended in the journal, and goes on when the run is resumed. `requeued`: it begins again. */
  readonly standing: "ended" | "open" | "requeued";

  constructor(outcome: SampleOutcome, { error = null, standing = "ended", message = outcome }: { readonly error?: ModelError | null; readonly standing?: EndOfSample["standing"]; readonly message?: string } = {}) {
    super(message);
    this.outcome = outcome;
    this.error = error;
    this.standing = standing;
  }
}
