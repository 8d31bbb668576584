/**
 * An object that handles one request after another: what a replicated log executes, and what a history is judged by.
 * States are plain values and never changed in place.
 */
export interface SequentialObject<State = unknown, Request = unknown, Result = unknown> {
  readonly name: string;
  readonly initial: State;
  /** What a request makes of a state, and what it answers. Equal arguments give equal results. */
  apply(state: State, request: Request): { readonly state: State; readonly result: Result };
  /**
   * The part of the object that a request is about, if it is about one only. Requests with different keys are then
   * independent, and `State` is the state of one part.
   */
  key?(request: Request): string;
  /**
   * Whether the request leaves every state as it is; or, if it is told what was answered, every state that answers so: a
   * compare-and-set that did not match has only read.
   */
  isRead(request: Request, result?: Result): boolean;
  readonly choices?: Choices<Request, Result>;
}

/**
 * What an object is judged by that may choose, as an unordered queue chooses what it hands out. `apply` of the object
 * itself makes one of the choices. The one that judges has none left: its requests say what was chosen.
 */
export interface Choices<Request, Result> {
  // biome-ignore lint/suspicious/noExplicitAny: its states and requests are its own affair
  readonly object: SequentialObject<any, any, Result>;
  /** The request that says what was chosen; without an answer, that anything may have been. */
  chosen(request: Request, answer?: { readonly result: Result }): unknown;
}

/** A sequential object at work: it holds the states of all parts, and executes. */
export class Replica<State, Request, Result> {
  private readonly object: SequentialObject<State, Request, Result>;
  private readonly states = new Map<string, State>();

  constructor(object: SequentialObject<State, Request, Result>) {
    this.object = object;
  }

  execute(request: Request): Result {
    const key = this.object.key?.(request) ?? "";
    const before = this.states.has(key) ? (this.states.get(key) as State) : this.object.initial;
    const { state, result } = this.object.apply(before, request);
    if (state !== before) this.states.set(key, state);
    return result;
  }

  /** The states of all parts that were ever changed, by key, in order of their first change. */
  contents(): ReadonlyMap<string, State> {
    return this.states;
  }
}
