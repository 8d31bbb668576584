import { impliedBy } from "./anomaly-types.js";
import { includedIn, type Model, models } from "./models.js";

/** Which models hold and which do not, by name. */
export interface Standing {
  /** The weakest models that are violated: all that include one of them are violated too. */
  readonly not: readonly string[];
  readonly alsoNot: readonly string[];
  /** The models that nothing speaks against, from strongest to weakest. */
  readonly holds: readonly string[];
}

/** Whether a model forbids an anomaly, or something that the anomaly implies. */
export function forbids(model: Model, type: string): boolean {
  const implied = impliedBy(type);
  const included = includedIn(model);
  return models.some(({ name, forbids }) => included.has(name) && forbids.some((anomaly) => implied.has(anomaly)));
}

/** What anomalies of these types rule out; what depends on undecided types neither holds nor does not. */
export function standing(types: readonly string[], undecided: readonly string[]): Standing {
  const violated = models.filter((model) => types.some((type) => forbids(model, type)));
  const isWeakest = (model: Model) => {
    const weaker = includedIn(model);
    return !violated.some(({ name }) => name !== model.name && weaker.has(name));
  };
  const open = (model: Model) => violated.includes(model) || undecided.some((type) => forbids(model, type));
  const strength = (model: Model) => includedIn(model).size;
  const names = (list: readonly Model[]) => list.map(({ name }) => name);
  return {
    not: names(violated.filter(isWeakest)),
    alsoNot: names(violated.filter((model) => !isWeakest(model))),
    holds: names(models.filter((model) => !open(model)).sort((a, b) => strength(b) - strength(a))),
  };
}
