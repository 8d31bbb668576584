import type { Realm } from "./realm.js";

/*
 * An error that a built-in made is of little use where its stack names no place of the program: because all room in it is
 * taken by the built-in, or because nothing of the program was under way.
 */

/** Gives an error whose stack does not name the program a stack that begins with who called the function. */
function tellPlace({ globals, host }: Realm, error: unknown, called: (...args: never[]) => unknown): void {
  if (!(error instanceof Error) || !Object.isExtensible(error) || host.isOnStack(error)) return;
  globals.Error.captureStackTrace(error, called);
}

/** Does something for the program: what that throws tells who called the function. */
export function calledBy<T>(realm: Realm, called: (...args: never[]) => unknown, act: () => T): T {
  try {
    return act();
  } catch (error) {
    tellPlace(realm, error, called);
    throw error;
  }
}

type Settle = (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void;

/** A promise for the program: what it is rejected with tells who awaits it, as with Node's own. */
export function promiseFor<T>(realm: Realm, settle: Settle): Promise<T> {
  const awaited = (error: unknown) => {
    tellPlace(realm, error, awaited);
    throw error;
  };
  return new realm.globals.Promise(settle).then(undefined, awaited);
}
