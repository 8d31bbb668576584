/** A class under the name that it has in Node; a bundler would give it another one beside the class that it extends. */
export function ownClass<Class extends object>(name: string, made: Class): Class {
  return Object.defineProperty(made, "name", { value: name, configurable: true });
}
