/** States what must be true of our own code; a failure is a bug of faultline, never of the user's scenario. */
export function assert(condition: boolean, whatMustBeTrue: string): asserts condition {
  if (!condition) throw new InvariantError(whatMustBeTrue);
}

/** A broken assumption inside faultline. The command line turns it into exit code 70. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
  constructor(whatMustBeTrue: string) {
    super(`this must be true: ${whatMustBeTrue}`);
  }
}
