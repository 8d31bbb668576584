// Dates other than now, in UTC and English wherever this runs.
const say = (...words) => console.log(...words);
const date = new Date(2024, 1, 29, 13, 14, 15, 16);
say(
  date.getTime(),
  String(date),
  date.toDateString(),
  date.toTimeString(),
  date.toISOString(),
  date.toUTCString(),
  JSON.stringify(date),
);
say(
  date.getFullYear(),
  date.getMonth(),
  date.getDate(),
  date.getDay(),
  date.getHours(),
  date.getMinutes(),
  date.getSeconds(),
);
say(
  date.getMilliseconds(),
  date.getTimezoneOffset(),
  date.getYear(),
  date.toLocaleString(),
  date.toLocaleDateString(),
  date.toLocaleTimeString(),
);
date.setMonth(0);
date.setHours(1, 2, 3, 4);
say(date.toJSON(), typeof Date(), Date.UTC(99, 0), new Date(99, 0).getTime(), new Date(2024, 0).getTime());
for (const text of [
  "2024-01-02",
  "2024-01-02T03:04",
  "2024-01-02T03:04Z",
  "2024-01-02T03:04+02:00",
  "Jan 2 2024 03:04",
  "Jan 2 2024 03:04 GMT+0200",
  "nonsense",
  "2024",
  "Tue, 02 Jan 2024 03:04:05 GMT",
  "2024-01-02T03:04:05.678",
  "0050-01-01T00:00",
  "Jan 2, 2024",
])
  say(text, Date.parse(text), new Date(text).getTime());
say(
  String(new Date(Number.NaN)),
  new Date(Number.NaN).getTime(),
  new Date(null).getTime(),
  new Date(undefined).getTime(),
  new Date("5").getTime(),
);
say(
  new Date(date).getTime() === date.getTime(),
  new Date({ valueOf: () => 7 }).getTime(),
  new Date(1e20).getTime(),
  `${date}`,
  date + 1,
  date - 1,
);
say(
  new date.constructor(3).getTime(),
  Date.prototype.constructor === Date,
  Object.getOwnPropertyNames(Date).sort().join(),
);
say(
  (1234567.891).toLocaleString(),
  12345678901234567890n.toLocaleString(),
  "a".localeCompare("B"),
  "I".toLocaleLowerCase(),
  ["b", "a", "C"].sort((x, y) => x.localeCompare(y)).join(),
);
say(
  new Intl.DateTimeFormat().format(new Date(0)),
  new Intl.NumberFormat().format(1.5),
  new Intl.DateTimeFormat("de").format(0),
  Intl.DateTimeFormat().resolvedOptions().timeZone,
);
say(new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", dateStyle: "full", timeStyle: "long" }).format(date));
say(
  new Date(0).toLocaleDateString("en-US", { weekday: "long" }),
  new Intl.PluralRules().select(1),
  new Intl.Collator().compare("a", "b"),
);
say(new Intl.DateTimeFormat() instanceof Intl.DateTimeFormat, typeof new Intl.DateTimeFormat().format());
