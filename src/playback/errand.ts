import type { Edit } from "../simulation/edits.js";
import type { Action, Range } from "./action.js";
import { branch, editFor } from "./branch.js";
import type { View } from "./view.js";

/** What only the outside can do, as data. */
export type Errand =
  /** Records a run with these edits, and comes back with `branched`. */
  | { readonly kind: "record"; readonly seed: string; readonly edits: readonly Edit[] }
  /** Keeps the run as a capsule. */
  | { readonly kind: "save"; readonly path: string }
  /** Writes steps to a file, in the format that its name ends in. */
  | { readonly kind: "export"; readonly path: string; readonly range: Range }
  | { readonly kind: "quit" };

/** What an action wants of the outside; null if nothing, or nothing that can be done: `reduce` has said why. */
export function errandOf({ recording, position }: View, action: Action): Errand | null {
  switch (action.kind) {
    case "what if": {
      const edit = editFor(recording, position, action.change);
      return "none" in edit ? null : { kind: "record", seed: recording.seed, edits: branch(recording, edit).edits };
    }
    case "save":
      return { kind: "save", path: action.path };
    case "export":
      return { kind: "export", path: action.path, range: action.range ?? [0, recording.length - 1] };
    case "quit":
      return { kind: "quit" };
    default:
      return null;
  }
}
