/** Why a process stopped on purpose: thrown by `cx.fail`, and no finding. */
export class FailStop extends Error {
  override readonly name = "FailStop";
}
