/** A class that can be called without `new`, as those of Node's modules can that are older than classes. */
// biome-ignore lint/suspicious/noExplicitAny: any class
export function callable<Class extends new (...args: any[]) => object>(made: Class): Class {
  const called = new Proxy(made, {
    apply: (target, _this, args) => new target(...args),
    construct: (target, args, newTarget) => Reflect.construct(target, args, newTarget),
  });
  Object.defineProperty(made.prototype, "constructor", { value: called, writable: true, configurable: true });
  return called;
}
