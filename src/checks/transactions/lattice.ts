import type { Level } from "../history.js";
import type { Analysis } from "./analysis.js";
import { includedIn, type Model, models } from "./models.js";
import { forbids } from "./rule-out.js";

const mostTypes = 3;

/**
 * What a history leaves of all models, from strongest to weakest: those that are violated, where they are the weakest with
 * what violates them; and those that nothing speaks against. Nothing of a history in which nothing could be told.
 */
export function latticeOf({ verdict, counts, not, alsoNot, holds }: Analysis): readonly Level[] {
  const isTold = verdict !== "unknown" || not.length + alsoNot.length + holds.length < models.length;
  if (!isTold) return [];
  const reasonFor = (model: Model) => {
    const types = Object.keys(counts).filter((type) => forbids(model, type));
    return [...types.slice(0, mostTypes), ...(types.length > mostTypes ? ["…"] : [])].join(", ");
  };
  return strongestFirst.map((model): Level => {
    const { name } = model;
    if (holds.includes(name)) return { model: name, verdict: "held", because: null };
    if (not.includes(name)) return { model: name, verdict: "violated", because: reasonFor(model) };
    if (alsoNot.includes(name)) return { model: name, verdict: "violated", because: null };
    return { model: name, verdict: "not decided", because: "the search was cut off" };
  });
}

/** A model has more below it than any of those that it includes. */
const strongestFirst = [...models].sort((a, b) => includedIn(b).size - includedIn(a).size);
