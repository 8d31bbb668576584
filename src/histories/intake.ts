import type { History } from "../checks/history.js";
import { Refusal } from "../kernel/refusal.js";
import { list } from "../scenario/field.js";
import type { HistoryEvent } from "./event.js";
import { type HistoryModel, historyModels } from "./models.js";
import { Pairing } from "./pairing.js";
import { fits } from "./translate.js";

/** So many events are enough to see what a history is about. */
const mostLookedAt = 1000;

/** Takes in the events of a file and makes a history of them. */
export class Intake {
  private readonly path: string;
  private model: HistoryModel | null;
  private pairing: Pairing | null;
  private waiting: HistoryEvent[] = [];

  /** Without a model, it is told from the first events. */
  constructor(path: string, model: HistoryModel | null) {
    this.path = path;
    this.model = model;
    this.pairing = model === null ? null : new Pairing(model);
  }

  take(event: HistoryEvent): void {
    if (this.pairing !== null) {
      this.pairing.take(event);
      return;
    }
    this.waiting.push(event);
    if (this.waiting.length === mostLookedAt) this.settle();
  }

  /** The history, and what it is about. */
  end(): { readonly model: HistoryModel; readonly history: History } {
    if (this.pairing === null) this.settle();
    return { model: this.model as HistoryModel, history: (this.pairing as Pairing).history() };
  }

  private settle(): void {
    this.model = guessModel(this.waiting, this.path);
    this.pairing = new Pairing(this.model);
    for (const event of this.waiting) this.pairing.take(event);
    this.waiting = [];
  }
}

/** The model that events are of, if there is no doubt about it. */
function guessModel(events: readonly HistoryEvent[], path: string): HistoryModel {
  const fitting = historyModels.filter((model) => events.every((event) => fits(event, model)));
  if (fitting[0]?.isGuessed === true) return fitting[0];
  if (fitting.length === 1) return fitting[0];
  const does = `${path} has ${list([...new Set(events.map(({ f }) => f))])}`;
  const problem =
    fitting.length === 0
      ? `${does}, which fits none of the models: say which one is meant, and see what does not fit`
      : `${does}: say whether it is a ${fitting.map(({ name }) => name).join(", ")}`;
  throw new Refusal([{ path: "--model", problem }]);
}

/** A model by any of its names. */
export function modelNamed(name: string): HistoryModel | undefined {
  return historyModels.find((model) => model.name === name || model.otherNames.includes(name));
}
