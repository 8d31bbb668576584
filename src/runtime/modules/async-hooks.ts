import hooks, { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import type { Realm } from "../realm.js";

/** What a program puts around its calls is kept as Node keeps it; numbers and hooks of the process are nobody's. */
export function makeAsyncHooks(realm: Realm): object {
  realm.host.keepCalls();
  let count = 1;
  class OwnResource extends AsyncResource {
    private readonly number = ++count;
    override asyncId(): number {
      return this.number;
    }
    override triggerAsyncId(): number {
      return 1;
    }
  }
  const hook = { enable: () => hook, disable: () => hook };
  class OwnStorage<T> extends AsyncLocalStorage<T> {
    constructor() {
      super();
      // One that is left on makes every promise of all realms slower, and tells them numbers that are the host's.
      realm.host.onEnd(() => this.disable());
    }
  }
  return {
    AsyncLocalStorage: OwnStorage,
    AsyncResource: OwnResource,
    createHook: () => hook,
    executionAsyncId: () => 1,
    triggerAsyncId: () => 0,
    executionAsyncResource: () => ({}),
    asyncWrapProviders: (hooks as { asyncWrapProviders?: object }).asyncWrapProviders ?? {},
  };
}
