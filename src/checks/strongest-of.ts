import { Refusal } from "../kernel/refusal.js";
import type { SequentialObject } from "../objects/sequential-object.js";
import type { Consistency, Judgement, Level } from "./history.js";
import { type ModelName, models } from "./models.js";

/**
 * Demands a consistency model of a history, `linearizable` unless given, and tells of all models whether they held. What
 * follows from a stronger model that held, or a weaker one that did not, is not judged again: where the history is
 * linearizable, nothing is. Models weaker than sequential consistency are decided for registers and key-value stores
 * whose written values are unique for each key.
 */
export function strongestOf<State, Request, Result>(
  object: SequentialObject<State, Request, Result>,
  { atLeast = "linearizable" }: { readonly atLeast?: ModelName } = {},
): Consistency {
  const plain = object as SequentialObject;
  if (!names.includes(atLeast)) {
    throw new Refusal([{ path: "strongestOf.atLeast", value: atLeast, problem: `is no model (${names.join(", ")})` }]);
  }
  return {
    ...models[atLeast].check(plain),
    levels(history, demanded, maxSteps) {
      const known = new Levels();
      const steps = Math.min(maxSteps, mostSteps);
      known.learn(atLeast, demanded);
      for (const model of cheapestFirst) {
        if (known.has(model)) continue;
        const judgement = models[model].check(plain).judge(history, steps);
        const isCut = judgement.verdict === "unknown" && judgement.steps >= steps;
        known.learn(model, isCut ? { ...judgement, reason: `${steps} steps were not enough` } : judgement);
      }
      return known.inOrder();
    },
  };
}

/** What is told besides the demanded model must not keep anybody waiting who hunts for failures. */
const mostSteps = 200_000;

const names = Object.keys(models) as ModelName[];

/** Where causal convergence is violated, no order has to be searched for; where an order is found, nothing else is left. */
const cheapestFirst: readonly ModelName[] = ["causally convergent", ...names];

/** What is known so far, with what follows from it. */
class Levels {
  private readonly known = new Map<ModelName, Level>();

  has(model: ModelName): boolean {
    return this.known.has(model);
  }

  learn(model: ModelName, judgement: Judgement): void {
    if (judgement.verdict === "unknown") this.note({ model, verdict: "not decided", because: judgement.reason });
    else if (judgement.verdict === "valid") this.holds(model, null);
    else this.isViolated(model, null);
  }

  inOrder(): readonly Level[] {
    return names.map((model) => this.known.get(model) as Level);
  }

  private holds(model: ModelName, because: string | null): void {
    this.note({ model, verdict: "held", because });
    for (const weaker of models[model].implies) this.holds(weaker, because ?? `it is ${model}`);
  }

  private isViolated(model: ModelName, because: string | null): void {
    this.note({ model, verdict: "violated", because });
    for (const stronger of names) {
      if (models[stronger].implies.includes(model)) this.isViolated(stronger, because ?? `it is not ${model}`);
    }
  }

  /** What was not decided may follow from something else; and what was, may be told by the models that it follows from. */
  private note(level: Level): void {
    const model = level.model as ModelName;
    const before = this.known.get(model);
    const adds = before === undefined || before.verdict === "not decided" || before.because === null;
    if (adds && (before === undefined || level.because !== null)) this.known.set(model, level);
  }
}
