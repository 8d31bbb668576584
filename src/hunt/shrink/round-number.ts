const steps = [1, 1.5, 2, 3, 5, 7];

/** Round whole numbers below one, in ascending order, from `least` on: a power of ten. */
export function roundNumbersBelow(number: number, least: number): readonly number[] {
  const numbers: number[] = [];
  for (let size = least; size < number; size *= 10) numbers.push(...steps.map((step) => step * size));
  return numbers.filter((each) => each < number && Number.isInteger(each));
}
