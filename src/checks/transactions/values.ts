/** What a key, an element of a list or the value of a register may be. */
export type Scalar = string | number;

const firstOther = 2 ** 30;

/** Numbers for scalars, equal ones for equal scalars. Small integers, which most are, are their own numbers. */
export class Values {
  private readonly others = new Map<unknown, number>();

  /** The number of a scalar, a new one if need be. */
  intern(value: Scalar): number {
    if (isSmall(value)) return value;
    const known = this.others.get(value);
    if (known !== undefined) return known;
    const number = firstOther + this.others.size;
    this.others.set(value, number);
    return number;
  }

  /** The number of a scalar that may have none: then -1. */
  find(value: unknown): number {
    return isSmall(value) ? value : (this.others.get(value) ?? -1);
  }
}

export function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || (typeof value === "number" && !Number.isNaN(value));
}

function isSmall(value: unknown): value is number {
  return typeof value === "number" && (value & (firstOther - 1)) === value;
}
