import type { SequentialObject } from "./sequential-object.js";
import type { Value } from "./value.js";

export type RegisterAccess =
  | readonly [kind: "r", key: string, value: Value]
  | readonly [kind: "w", key: string, value: Value];

/** Reads, with null for what they will see, and writes. */
export type MultiRegisterRequest = readonly RegisterAccess[];

/** What the registers hold that hold anything but null. */
type Registers = Readonly<Record<string, Value>>;

interface MultiRegister extends SequentialObject<Registers, MultiRegisterRequest, MultiRegisterRequest> {
  read(key: string): RegisterAccess;
  write(key: string, value: Value): RegisterAccess;
}

/**
 * Registers that are read and written several at a time. A transaction is a list of reads and writes; it is answered by
 * the same list with what each read saw, where it sees what was written before in the same list. A history that is
 * linearizable with it is strictly serializable (Papadimitriou 1979; Herlihy & Wing 1990, section 3.3). It is one object:
 * its transactions cannot be judged register by register.
 */
export const multiRegister: MultiRegister = {
  name: "multi-register",
  initial: {},
  apply(state, accesses) {
    let registers = state;
    const result = accesses.map((access): RegisterAccess => {
      const [kind, key, value] = access;
      if (kind === "r") return [kind, key, Object.hasOwn(registers, key) ? registers[key] : null];
      registers = written(registers, key, value);
      return access;
    });
    return { state: registers, result };
  },
  isRead: (accesses) => accesses.every(([kind]) => kind === "r"),
  read: (key) => ["r", key, null],
  write: (key, value) => ["w", key, value],
};

function written(registers: Registers, key: string, value: Value): Registers {
  if (value !== null) return { ...registers, [key]: value };
  const { [key]: _, ...others } = registers;
  return others;
}
