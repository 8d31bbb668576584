import type { Consistency, History } from "../checks/history.js";
import { models } from "../checks/transactions/models.js";
import { type Mistake, Refusal } from "../kernel/refusal.js";
import { didYouMean } from "../scenario/field.js";
import type { HistoryModel } from "./models.js";

/** What is to be checked, once there is a history. Transactions are checked once, for all models that are named. */
export type Checks = (history: History) => readonly Consistency[];

/** The checks that some names mean for a model; the first claim of the model without any. Refuses names that mean none. */
export function chooseChecks(model: HistoryModel, names: readonly string[]): Checks {
  const { claims, transactional } = model;
  const ofTransactions = names.filter((name) => transactionModels.includes(name) && transactional !== undefined);
  const own = names.filter((name) => Object.hasOwn(claims, name) && !ofTransactions.includes(name));
  const known = namesFor(model);
  const mistakes = names.flatMap((name): Mistake[] => {
    if (own.includes(name) || ofTransactions.includes(name)) return [];
    const guess = didYouMean(name, known);
    const these = guess === "" ? `; these can: ${known.join(", ")}` : guess;
    return [{ path: "--consistency", value: name, problem: `cannot be claimed of a ${model.name}${these}` }];
  });
  if (mistakes.length > 0) throw new Refusal(mistakes);
  const isDefault = names.length === 0;
  const first = Object.keys(claims)[0];
  const chosen = isDefault && transactional === undefined ? [first] : own;
  return (history) => [
    ...(transactional !== undefined && isDefault ? [transactional({})] : []),
    ...(transactional !== undefined && ofTransactions.length > 0 ? [transactional({ models: ofTransactions })] : []),
    ...chosen.map((name) => claims[name](history)),
  ];
}

const transactionModels = models.flatMap(({ name, otherNames }) => [name, ...otherNames]);

/** The names of all that can be claimed of a model. */
function namesFor({ claims, transactional }: HistoryModel): readonly string[] {
  const ofTransactions = transactional === undefined ? [] : models.map(({ name }) => name);
  return [...new Set([...ofTransactions.reverse(), ...Object.keys(claims)])];
}
