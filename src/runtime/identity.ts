/*
 * A realm has an Object, an Error, a Promise of its own, and what Node's modules make is of the host's. A program must
 * not notice: `instanceof` says yes to both, though only where it asks for one of these classes and not for one of its
 * own; and an error of the program is an Error for Node's modules, too.
 */

const doubles = [
  "Object Function Array Promise Map Set WeakMap WeakSet Date RegExp",
  "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError",
]
  .join(" ")
  .split(" ");

/** Byte arrays are the host's own in every realm: they pass through all of Node without a look at their class. */
const shared = [
  "ArrayBuffer SharedArrayBuffer DataView",
  "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array",
  "Float32Array Float64Array BigInt64Array BigUint64Array",
]
  .join(" ")
  .split(" ");

// biome-ignore lint/suspicious/noExplicitAny: a global object
type Globals = Record<string, any>;

const isInstance = Function.prototype[Symbol.hasInstance];

export function joinIdentities(globals: Globals): void {
  const host = globalThis as Globals;
  for (const name of doubles) {
    const own = globals[name];
    const double = host[name];
    Object.defineProperty(own, Symbol.hasInstance, {
      configurable: true,
      value(this: unknown, value: unknown) {
        return isInstance.call(this, value) || (this === own && isInstance.call(double, value));
      },
    });
  }
  Object.setPrototypeOf(globals.Error.prototype, Error.prototype);
  for (const name of shared) define(globals, name, host[name]);
}

/** Makes `instanceof` say yes to others too, though only where it asks for this class and not for one of its own. */
export function countAlso(made: { readonly prototype: object }, counts: (value: unknown) => boolean): void {
  Object.defineProperty(made, Symbol.hasInstance, {
    configurable: true,
    value(this: { readonly prototype: object }, value: unknown) {
      return isInstance.call(this, value) || (this.prototype === made.prototype && counts(value));
    },
  });
}

/** Puts something in place on a global object, as what is built in is: it can be replaced, and is not listed. */
export function define(object: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Puts things in the place of what an object has under these names, whatever that was. */
export function replace<T extends object>(object: T, values: Readonly<Record<string, unknown>>): T {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
  }
  return object;
}

/** Makes a function of the host look as if the realm had made it. */
export function adopt<F extends object>(globals: Globals, made: F): F {
  return Object.setPrototypeOf(made, globals.Function.prototype);
}

/** What belongs to the host and all nodes share, as one realm sees it: what the program changes of it, only it sees. */
export function ownView<T extends object>(shared: T): T {
  if (typeof shared !== "function") {
    const properties = Object.entries(Object.getOwnPropertyDescriptors(shared));
    const open = properties.map(([name, property]) => [
      name,
      { ...property, ...("value" in property ? { writable: true } : {}), configurable: true },
    ]);
    return Object.defineProperties({} as T, Object.fromEntries(open));
  }
  const changed = new Map<PropertyKey, unknown>();
  const view: T = new Proxy(shared, {
    get: (target, name) => {
      if (changed.has(name)) return changed.get(name);
      const value = Reflect.get(target, name);
      return value === target ? view : value;
    },
    set: (target, name, value) => {
      // A setting is one of Node itself, and has to reach it.
      if (Reflect.getOwnPropertyDescriptor(target, name)?.set !== undefined) return Reflect.set(target, name, value);
      changed.set(name, value);
      return true;
    },
    defineProperty: (_, name, { value }) => {
      changed.set(name, value);
      return true;
    },
  });
  return view;
}
