import type { Consistency, History } from "../checks/history.js";
import { models } from "../checks/transactions/models.js";
import { type Mistake, Refusal } from "../kernel/refusal.js";
import { didYouMean } from "../scenario/field.js";
import { amounts } from "./claims.js";
import type { HistoryModel } from "./models.js";

/** What is to be checked, once there is a history. Transactions are checked once, for all models that are named. */
export type Checks = (history: History) => readonly Consistency[];

/** The checks that some names mean for a model; the first claim of the model without any. Refuses names that mean none. */
export function chooseChecks(model: HistoryModel, wanted: readonly string[]): Checks {
  const { claims, transactional } = model;
  const amountOf = new Map(wanted.map((one) => one.split("=", 2) as [string, string | undefined]));
  const names = [...amountOf.keys()];
  const ofTransactions = names.filter((name) => transactionModels.includes(name) && transactional !== undefined);
  const own = names.filter((name) => Object.hasOwn(claims, name) && !ofTransactions.includes(name));
  const known = namesFor(model);
  const mistakes = names.flatMap((name): Mistake[] => {
    if (own.includes(name) || ofTransactions.includes(name)) return wrongAmount(name, amountOf.get(name));
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
    ...chosen.map((name) => claims[name](history, amountOf.get(name) ?? "")),
  ];
}

function wrongAmount(name: string, amount: string | undefined): Mistake[] {
  const form = Object.hasOwn(amounts, name) ? amounts[name] : undefined;
  const problem =
    form === undefined
      ? amount === undefined
        ? null
        : `takes no amount: it is ${name} alone`
      : amount === undefined
        ? `needs an amount, as in ${name}=${form.example}`
        : form.problem(amount);
  const value = amount === undefined ? name : `${name}=${amount}`;
  return problem === null ? [] : [{ path: "--consistency", value, problem }];
}

const transactionModels = models.flatMap(({ name, otherNames }) => [name, ...otherNames]);

/** The names of all that can be claimed of a model. */
function namesFor({ claims, transactional }: HistoryModel): readonly string[] {
  const ofTransactions = transactional === undefined ? [] : models.map(({ name }) => name);
  return [...new Set([...ofTransactions.reverse(), ...Object.keys(claims)])];
}
