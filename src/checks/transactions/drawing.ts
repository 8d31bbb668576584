import type { Dependency, Inference } from "./inference.js";
import { type Ledger, none } from "./ledger.js";
import { nameOf, tellSteps, tellTimeOrder } from "./wording.js";

/** A step of a cycle, told. */
interface Step {
  readonly from: number;
  readonly to: number;
  /** As in `rw x`. */
  readonly label: string;
  readonly clause: string;
}

/** A cycle for a person: step by step in sentences, as a drawing in text, and as a graph in the language of Graphviz. */
export function tellCycle(type: string, cycle: readonly Dependency[], ledger: Ledger, inference: Inference) {
  const steps = cycle.map((dependency): Step => {
    const { kind, from, to, reason } = dependency;
    if (kind === "process" || kind === "realtime" || reason === none) {
      const time = kind === "process" ? "process" : "realtime";
      return { from, to, label: kind, clause: tellTimeOrder(ledger, time, from, to) };
    }
    const { key, clause } = inference.tell(dependency);
    return { from, to, label: `${kind} ${key}`, clause };
  });
  const first = nameOf(steps[0].from);
  return {
    transactions: steps.map(({ from }) => from),
    explanation: [
      ...steps.map(({ from, to, clause }) => `${clause}; hence ${nameOf(from)} came before ${nameOf(to)}.`),
      `So ${first} came before ${first}: a contradiction.`,
    ],
    drawing: draw(steps, ledger),
    dot: dot(type, steps, ledger),
  };
}

function draw(steps: readonly Step[], ledger: Ledger): readonly string[] {
  return steps.flatMap(({ from, label }, at) => [
    `${at === 0 ? "╭─▶" : "│  "} ${nameOf(from)}  ${tellSteps(ledger, from)}`,
    at === steps.length - 1 ? `╰───╯ ${label}` : `│   │ ${label}`,
    ...(at === steps.length - 1 ? [] : ["│   ▼"]),
  ]);
}

function dot(type: string, steps: readonly Step[], ledger: Ledger): string {
  const nodes = [...new Set(steps.map(({ from }) => from))];
  const text = (label: string) => JSON.stringify(label);
  return [
    `digraph ${text(type)} {`,
    ...nodes.map((t) => `  ${nameOf(t)} [shape=box, label=${text(`${nameOf(t)}: ${tellSteps(ledger, t)}`)}];`),
    ...steps.map(({ from, to, label }) => `  ${nameOf(from)} -> ${nameOf(to)} [label=${text(label)}];`),
    "}",
  ].join("\n");
}
