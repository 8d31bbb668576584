import { defaultLimits } from "../../kernel/limits.js";
import { Refusal } from "../../kernel/refusal.js";
import type { Consistency, History, Judgement, Level } from "../history.js";
import { type Analysis, analyse } from "./analysis.js";
import type { Findings } from "./findings.js";
import type { Inference } from "./inference.js";
import { latticeOf } from "./lattice.js";
import { type Datatype, type Ledger, readLedger } from "./ledger.js";
import { type Model, modelNamed, models } from "./models.js";
import { nameOf, tellTransaction } from "./wording.js";

/** A check of transactions, which can tell more than a verdict. */
export interface TransactionalConsistency extends Consistency {
  /** Everything about a history. Throws a `Refusal` if it is no history of such transactions. */
  analyse(history: History, maxSteps?: number): Analysis;
  /** What a judgement of this check means for all models, from strongest to weakest. */
  latticeOf(judgement: Judgement): readonly Level[];
}

export interface TransactionOptions {
  /** The models that must hold, by any of their names. By default `strict-serializable`. */
  readonly models?: readonly string[];
}

const mostAnomalies = 3;
const mostTransactions = 6;

export function transactional(
  name: string,
  datatype: Datatype,
  options: TransactionOptions,
  infer: (ledger: Ledger, findings: Findings) => Inference,
): TransactionalConsistency {
  const requested = readModels(options.models ?? ["strict-serializable"]);
  const lattices = new WeakMap<Judgement, readonly Level[]>();
  const analyseHistory = (history: History, maxSteps: number = defaultLimits.searchSteps) => {
    const ledger = readLedger(history, datatype);
    return { ledger, analysis: analyse(ledger, (findings) => infer(ledger, findings), requested, maxSteps) };
  };
  return {
    name: `${requested.map((model) => model.name).join(" and ")} ${name}`,
    analyse: (history, maxSteps) => analyseHistory(history, maxSteps).analysis,
    judge(history, maxSteps) {
      const { ledger, analysis } = analyseHistory(history, maxSteps);
      const judged = judgement(ledger, analysis);
      lattices.set(judged, latticeOf(analysis));
      return judged;
    },
    latticeOf: (judged) => lattices.get(judged) ?? [],
  };
}

function readModels(names: readonly string[]): readonly Model[] {
  const known = models.map(({ name }) => name).join(", ");
  if (!Array.isArray(names) || names.length === 0) {
    throw new Refusal([{ path: "models", value: names, problem: `must be a list of models: ${known}` }]);
  }
  return names.map((name, at) => {
    const model = modelNamed(name);
    if (model !== undefined) return model;
    throw new Refusal([{ path: `models[${at}]`, value: name, problem: `is no model; these are: ${known}` }]);
  });
}

function judgement(ledger: Ledger, analysis: Analysis): Judgement {
  const { verdict, steps, reason } = analysis;
  if (verdict === "valid") return { verdict, steps };
  if (verdict === "unknown") return { verdict, steps, reason };
  return { verdict, steps, evidence: evidence(ledger, analysis) };
}

/** What was found, told in sentences: what it violates, the first anomaly of each type, and who took part. */
function evidence(ledger: Ledger, { anomalies, counts, forbidden, not, holds }: Analysis): readonly string[] {
  const count = forbidden.map((type) => `${type}${counts[type] === 1 ? "" : ` (${counts[type]} times)`}`).join(", ");
  const shown = forbidden.flatMap((type) => anomalies.find((anomaly) => anomaly.type === type) ?? []);
  return [
    `found: ${count}`,
    `so this is not ${not.join(", nor ")}${holds.length === 0 ? "" : `; it may still be ${holds[0]}`}`,
    ...shown.slice(0, mostAnomalies).flatMap(({ type, transactions, explanation, drawing = [] }) => {
      const named = [...new Set(transactions)];
      return [
        `${type}: ${named.slice(0, mostTransactions).map(nameOf).join(", ")}`,
        ...named.slice(0, mostTransactions).map((t) => `  ${tellTransaction(ledger, t)}`),
        ...explanation.map((line) => `  ${line}`),
        ...drawing.map((line) => `    ${line}`),
      ];
    }),
    ...(shown.length > mostAnomalies ? [`… and ${shown.length - mostAnomalies} more types`] : []),
  ];
}
