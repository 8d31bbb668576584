import type { Consistency, History, Judgement, Operation } from "./history.js";
import { tellOperation } from "./tell.js";

const mostViolations = 5;

/**
 * What a check has found so far. Violations outweigh doubts: a history with both is invalid; with doubts alone, of
 * which the first is told, it is unknown.
 */
export class Findings {
  steps = 0;
  private readonly maxSteps: number;
  private readonly lines: string[] = [];
  private violations = 0;
  private reason: string | null = null;

  constructor(maxSteps: number) {
    this.maxSteps = maxSteps;
  }

  /** Takes so many steps; throws `StepsSpent` if there are not so many left. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.maxSteps) throw new StepsSpent();
  }

  /** A violation, in sentences; they are made for the first few only. */
  violation(tell: () => string | readonly string[]): void {
    this.violations += 1;
    if (this.violations <= mostViolations) this.lines.push(...[tell()].flat());
  }

  /** Why the verdict cannot be "valid" from here on. */
  doubt(reason: string): void {
    this.reason ??= reason;
  }

  /** An operation that the check cannot make sense of. */
  odd(operation: Operation, why = "is none that this check knows"): void {
    if (this.reason === null) this.doubt(`${tellOperation(operation)}: ${why}`);
  }

  judgement(): Judgement {
    const { steps, violations, lines, reason } = this;
    if (violations > 0) {
      const more = violations > mostViolations ? [`… and ${violations - mostViolations} more`] : [];
      return { verdict: "invalid", steps, evidence: [...lines, ...more] };
    }
    return reason === null ? { verdict: "valid", steps } : { verdict: "unknown", steps, reason };
  }

  /** Looks into a history, whatever it is made of: what ends the look early is a doubt, never an error. */
  examine(history: History, look: (history: History, findings: Findings) => void): Judgement {
    try {
      look(inOrder(history), this);
    } catch (thrown) {
      if (thrown instanceof StepsSpent) {
        this.steps = this.maxSteps;
        this.doubt(`limits.searchSteps (${this.maxSteps}) was reached`);
      } else this.doubt(`the check threw ${String(thrown)}`);
    }
    return this.judgement();
  }
}

class StepsSpent extends Error {
  override readonly name = "StepsSpent";
}

/** A consistency check from the look that it takes. */
export function consistency(name: string, look: (history: History, findings: Findings) => void): Consistency {
  return { name, judge: (history, maxSteps) => new Findings(maxSteps).examine(history, look) };
}

/** A history in order of invocation: as it is, or sorted if somebody has mixed it up. */
function inOrder(history: History): History {
  const mixed = history.some(({ invokedAt }, at) => at > 0 && invokedAt < history[at - 1].invokedAt);
  return mixed ? [...history].sort((a, b) => a.invokedAt - b.invokedAt) : history;
}

/** What kind of request an operation is, if it says so. */
export function kindOf({ request }: Operation): unknown {
  return typeof request === "object" && request !== null ? (request as { readonly kind?: unknown }).kind : undefined;
}
