import { calledBy, promiseFor } from "../told-places.js";
import type { Session, Steps } from "./session.js";

// biome-ignore lint/suspicious/noExplicitAny: the functions of fs take anything, and read it themselves
export type Call = (...args: any[]) => Steps<any>;

/** How the result of a call is given to a callback, and returned, where it is not the result itself. */
export interface Shape {
  results(result: never): readonly unknown[];
  value(result: never): unknown;
}

const plain: Shape = {
  results: (result) => (result === undefined ? [] : [result]),
  value: (result) => result,
};

/** The form that returns: what the device takes, the process waits. */
export function synchronous({ realm }: Session, call: Call, { value } = plain) {
  const play = (args: unknown[]): unknown => {
    const steps = call(...args);
    for (;;) {
      const step = steps.next();
      if (step.done) return value(step.value as never);
      if (step.value > 0) realm.host.idle(step.value);
    }
  };
  return function form(...args: unknown[]): unknown {
    return calledBy(realm, form, () => play(args));
  };
}

/** The form that calls back: each step is an event of its own. */
export function calledBack(session: Session, name: string, call: Call, { results } = plain) {
  return function form(...args: unknown[]): void {
    calledBy(session.realm, form, () => {
      const last = args.at(-1);
      const callback = session.read.callback(typeof last === "function" ? last : undefined);
      const succeed = (result: unknown) => callback(null, ...results(result as never));
      play(session, name, call(...args.slice(0, -1)), succeed, callback);
    });
  };
}

/** The form that promises. What is wrong with its arguments rejects as well. */
export function promised(session: Session, name: string, call: Call, { value } = plain) {
  return function form(...args: unknown[]): Promise<unknown> {
    return promiseFor(session.realm, (resolve, reject) => {
      const succeed = (result: unknown) => resolve(value(result as never));
      calledBy(session.realm, form, () => play(session, name, call(...args), succeed, reject));
    });
  };
}

/** Goes through the steps, the first of them at once, so that wrong arguments are told to the caller. */
function play(
  { realm }: Session,
  name: string,
  steps: Steps,
  succeed: (result: unknown) => void,
  fail: (error: unknown) => void,
): void {
  const wait = (step: IteratorResult<number, unknown>) => {
    const [delayUs, next] = step.done ? [0, () => succeed(step.value)] : [step.value, goOn];
    realm.host.schedule(delayUs, next, name);
  };
  const goOn = () => {
    let step: IteratorResult<number, unknown>;
    try {
      step = steps.next();
    } catch (error) {
      fail(error);
      return;
    }
    if (step.done) succeed(step.value);
    else wait(step);
  };
  wait(steps.next());
}
