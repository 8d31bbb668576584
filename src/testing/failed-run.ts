/** A run did not do what its scenario states. The message is for people, and says how to see the run again. */
export class FailedRun extends Error {
  override readonly name = "FailedRun";
}
