import { type Mistake, Refusal } from "../../kernel/refusal.js";
import type { History, Operation } from "../history.js";
import type { Datatype } from "./ledger.js";
import { isScalar } from "./values.js";

const mostMistakes = 10;

/** Lets in what is a history of transactions, and refuses the rest, with the path to each mistake. */
export class Door {
  private readonly isList: boolean;
  private readonly write: string;
  private readonly history: History;
  private readonly mistakes: Mistake[] = [];
  private readonly numberOfProcess = new Map<number, number>();
  /** When each process will have completed what it has begun. */
  private readonly freeAt: number[] = [];
  private before = Number.NEGATIVE_INFINITY;

  constructor(datatype: Datatype, history: History) {
    this.isList = datatype === "list";
    this.write = this.isList ? "append" : "w";
    this.history = history;
  }

  get processes(): number {
    return this.freeAt.length;
  }

  /** How many micro-operations a transaction has; refuses it if it is no list of them, or not answered by one. */
  sizeOf(t: number): number {
    const { request, outcome, result } = this.history[t];
    if (!Array.isArray(request)) {
      this.refuse(`history[${t}].request`, request, "is no transaction: it must be a list of micro-operations");
      return 0;
    }
    if (outcome === "ok" && !(Array.isArray(result) && result.length === request.length)) {
      this.refuse(`history[${t}].result`, result, `must be the ${request.length} micro-operations that were requested`);
    }
    return request.length;
  }

  /** Refuses what cannot be so in time; gives back the number of the process. */
  checkTimes({ process, invokedAt, completedAt, outcome }: Operation, t: number): number {
    if (!(invokedAt >= this.before)) {
      this.refuse(`history[${t}].invokedAt`, invokedAt, "must not be earlier than that of the operation before it");
    }
    this.before = invokedAt;
    const answeredAt = outcome === "unknown" ? Number.POSITIVE_INFINITY : completedAt;
    if (!(answeredAt > invokedAt)) {
      this.refuse(`history[${t}].completedAt`, completedAt, "must be later than the invocation");
    }
    let number = this.numberOfProcess.get(process);
    if (number === undefined) {
      number = this.freeAt.push(Number.NEGATIVE_INFINITY) - 1;
      this.numberOfProcess.set(process, number);
    }
    if (this.freeAt[number] > invokedAt) {
      this.refuse(`history[${t}].process`, process, "has an operation open already when it invokes this one");
    }
    // Nobody knows when one of unknown outcome ends; who it was may have gone on.
    if (outcome !== "unknown") this.freeAt[number] = answeredAt;
    return number;
  }

  /** Whether this is a micro-operation, and the same one again with what was read, where it was answered. */
  admits(asked: unknown, answer: unknown, isAnswered: boolean): boolean {
    if (!Array.isArray(asked) || asked.length !== 3 || !isScalar(asked[1])) return false;
    const isRead = asked[0] === "r";
    if (isRead ? asked[2] !== null : asked[0] !== this.write || !isScalar(asked[2])) return false;
    // An answer may be the request itself: a write is, and a read that saw nothing can be.
    if (!isAnswered || answer === asked) return true;
    if (!Array.isArray(answer) || answer.length !== 3 || answer[0] !== asked[0] || answer[1] !== asked[1]) return false;
    if (!isRead) return answer[2] === asked[2];
    return answer[2] === null || (this.isList ? Array.isArray(answer[2]) : isScalar(answer[2]));
  }

  /** Says which of the two was not admitted. */
  refuseStep(t: number, place: number): void {
    const { request, result } = this.history[t] as Operation<readonly unknown[], readonly unknown[]>;
    const asked = request[place];
    if (!this.admits(asked, null, false)) {
      const form = `["${this.write}", key, ${this.isList ? "element" : "value"}] or ["r", key, null]`;
      const problem = `is no micro-operation: it must be ${form}, of strings and numbers`;
      this.refuse(`history[${t}].request[${place}]`, asked, problem);
      return;
    }
    const seen = `, with ${this.isList ? "a list" : "a value or null"} in its third place`;
    const problem = `must be ${JSON.stringify(asked)} again${(asked as readonly unknown[])[0] === "r" ? seen : ""}`;
    this.refuse(`history[${t}].result[${place}]`, result?.[place], problem);
  }

  /** Two writes of one value could not be told apart by those who read it. */
  refuseSecond(t: number, place: number, otherT: number, otherPlace: number): void {
    const request = this.history[t].request as readonly unknown[];
    const problem = `writes again what history[${otherT}].request[${otherPlace}] writes: values must be unique for their key`;
    this.refuse(`history[${t}].request[${place}]`, request[place], problem);
  }

  /** Throws if anything was refused. */
  close(): void {
    if (this.mistakes.length > 0) throw new Refusal(this.mistakes);
  }

  private refuse(path: string, value: unknown, problem: string): void {
    this.mistakes.push({ path, value, problem });
    if (this.mistakes.length === mostMistakes) this.close();
  }
}
