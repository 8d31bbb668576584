import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInstant, formatLength, latestUs, parseDuration, toUs } from "../../src/kernel/time.js";

const unitsUs = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 } as const;
const unit = fc.constantFrom(...(Object.keys(unitsUs) as (keyof typeof unitsUs)[]));

describe("a duration", () => {
  test.each([
    ["250ms", 250_000],
    ["2s", 2_000_000],
    ["0s", 0],
    ["1.5h", 5_400_000_000],
    ["0.25us", 0],
    ["0.5us", 1],
    [" 10 ms ", 10_000],
    ["007s", 7_000_000],
    ["1d", 86_400_000_000],
    ["26061d", 2_251_670_400_000_000],
  ])("%j is %i microseconds", (text, lengthUs) => {
    expect(parseDuration(text)).toBe(lengthUs);
    expect(toUs(text as "1s")).toBe(lengthUs);
  });

  test("of a whole number of any unit is exact", () => {
    fc.assert(
      fc.property(fc.nat(20_000), unit, (amount, unit) => {
        expect(parseDuration(`${amount}${unit}`)).toBe(amount * unitsUs[unit]);
        expect(parseDuration(`-${amount}${unit}`, true)).toBe(0 - amount * unitsUs[unit]);
      }),
    );
  });

  test("with three decimals is exact in milliseconds and above", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.constantFrom("ms" as const, "s" as const), (thousandths, unit) => {
        const text = `${Math.floor(thousandths / 1_000)}.${String(thousandths % 1_000).padStart(3, "0")}${unit}`;
        expect(parseDuration(text)).toBe(thousandths * (unitsUs[unit] / 1_000));
      }),
    );
  });

  test.each([
    [5, 'must be a duration, as in "250ms"'],
    [undefined, 'must be a duration, as in "250ms"'],
    [null, 'must be a duration, as in "250ms"'],
    ["5", 'needs a unit, as in "5s"'],
    ["", 'is not a duration, as in "250ms"'],
    ["ms", 'is not a duration, as in "250ms"'],
    ["fast", 'is not a duration, as in "250ms"'],
    ["1e3s", 'is not a duration, as in "250ms"'],
    [".5s", 'is not a duration, as in "250ms"'],
    ["5.s", 'is not a duration, as in "250ms"'],
    ["+5s", 'is not a duration, as in "250ms"'],
    ["5s 3ms", 'is not a duration, as in "250ms"'],
    ["5S", 'is not a duration, as in "250ms"'],
    ["5s\n6s", 'is not a duration, as in "250ms"'],
    ["5sec", 'has the unknown unit "sec" (units: us, ms, s, m, h, d)'],
    ["5constructor", 'has the unknown unit "constructor" (units: us, ms, s, m, h, d)'],
    ["-5s", "must not be negative"],
    ["26063d", "is longer than 71 years, the longest run there is"],
    [`${"9".repeat(400)}s`, "is longer than 71 years, the longest run there is"],
  ])("%j is refused: it %s", (text, problem) => {
    expect(parseDuration(text)).toEqual({ problem });
  });

  test("below zero is read where it may be", () => {
    expect([parseDuration("-250ms", true), parseDuration("-0s", true)]).toEqual([-250_000, 0]);
    expect(parseDuration("-26063d", true)).toEqual({ problem: "is longer than 71 years, the longest run there is" });
  });
});

describe("a delay", () => {
  test("given in microseconds is rounded to an integer", () => {
    expect([toUs(0), toUs(17), toUs(0.4), toUs(0.5), toUs(latestUs)]).toEqual([0, 17, 0, 1, latestUs]);
  });

  test.each([-1, -0.4, Number.NaN, Number.POSITIVE_INFINITY, latestUs + 1])(
    "of %s microseconds is refused",
    (delay) => {
      expect(() => toUs(delay)).toThrow(new RangeError(`a delay of ${delay} microseconds is not a length of time`));
    },
  );

  test("that is no duration is refused each time, with what is wrong with it", () => {
    for (let n = 0; n < 2; n++) {
      expect(() => toUs("5" as "5s")).toThrow(new RangeError('"5" needs a unit, as in "5s"'));
      expect(() => toUs("-5s")).toThrow(new RangeError('"-5s" must not be negative'));
    }
  });
});

describe("a length as people read it", () => {
  test.each([
    [0, "0 us"],
    [15, "15 us"],
    [999, "999 us"],
    [1_000, "1 ms"],
    [250_000, "250 ms"],
    [1_500, "1.5 ms"],
    [999_999, "999.999 ms"],
    [2_000_000, "2 s"],
    [90_500_000, "90.5 s"],
  ])("of %i microseconds is %j", (lengthUs, text) => {
    expect(formatLength(lengthUs)).toBe(text);
  });

  test("is read back as it was, to the three decimals shown", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (lengthUs) => {
        const grain = lengthUs >= 1_000_000 ? 1_000 : 1;
        const readBack = parseDuration(formatLength(lengthUs)) as number;
        expect(Math.abs(readBack - lengthUs)).toBeLessThanOrEqual(grain / 2);
      }),
    );
  });

  test("shows an instant in seconds with three decimals", () => {
    expect([0, 12_304_000, 999, 3_600_000_000].map(formatInstant)).toEqual([
      "0.000 s",
      "12.304 s",
      "0.001 s",
      "3600.000 s",
    ]);
  });
});
