import type { Realm } from "../realm.js";

/** What a program may watch for on Node. Of most nothing ever comes here: they are about the real machine. */
const supportedEntryTypes = ["dns", "function", "gc", "http", "http2", "mark", "measure", "net", "resource"];

interface MarkOptions {
  readonly startTime?: number;
  readonly detail?: unknown;
}

interface MeasureOptions {
  readonly start?: string | number;
  readonly end?: string | number;
  readonly duration?: number;
  readonly detail?: unknown;
}

interface Watched {
  readonly entryTypes?: readonly string[];
  readonly type?: string;
  readonly buffered?: boolean;
}

/** What a program marks and measures on the monotonic clock, and those who are told of it (User Timing, W3C). */
export function makeTimeline({ host }: Realm) {
  const now = () => host.nowUs / 1000;
  let entries: PerformanceEntry[] = [];
  const observers = new Set<PerformanceObserver>();

  class PerformanceEntry {
    readonly name: string;
    readonly entryType: string;
    readonly startTime: number;
    readonly duration: number;
    constructor(name: string, entryType: string, startTime: number, duration: number) {
      this.name = name;
      this.entryType = entryType;
      this.startTime = startTime;
      this.duration = duration;
    }
    toJSON() {
      return { ...this };
    }
  }

  class PerformanceMark extends PerformanceEntry {
    readonly detail: unknown;
    constructor(name: string, { startTime = now(), detail = null }: MarkOptions = {}) {
      super(`${name}`, "mark", startTime, 0);
      this.detail = detail;
    }
  }

  class PerformanceMeasure extends PerformanceEntry {
    readonly detail: unknown;
    constructor(name: string, start: number, end: number, detail: unknown) {
      super(`${name}`, "measure", start, end - start);
      this.detail = detail;
    }
  }

  const chosen = (all: readonly PerformanceEntry[], name?: string, type?: string) =>
    all
      .filter((one) => (name === undefined || one.name === name) && (type === undefined || one.entryType === type))
      .sort((one, other) => one.startTime - other.startTime);

  class PerformanceObserverEntryList {
    private readonly all: readonly PerformanceEntry[];
    constructor(all: readonly PerformanceEntry[]) {
      this.all = all;
    }
    getEntries() {
      return chosen(this.all);
    }
    getEntriesByName(name: string, type?: string) {
      return chosen(this.all, name, type);
    }
    getEntriesByType(type: string) {
      return chosen(this.all, undefined, type);
    }
  }

  class PerformanceObserver {
    static readonly supportedEntryTypes = supportedEntryTypes;
    private readonly call: (list: PerformanceObserverEntryList, observer: PerformanceObserver) => void;
    private readonly types = new Set<string>();
    private waiting: PerformanceEntry[] = [];
    constructor(call: (list: PerformanceObserverEntryList, observer: PerformanceObserver) => void) {
      this.call = call;
    }
    observe({ entryTypes, type, buffered = false }: Watched): void {
      if (entryTypes !== undefined) this.types.clear();
      for (const each of entryTypes ?? [type as string]) this.types.add(each);
      observers.add(this);
      if (buffered && type !== undefined) for (const entry of chosen(entries, undefined, type)) this.take(entry);
    }
    disconnect(): void {
      observers.delete(this);
      this.types.clear();
      this.waiting = [];
    }
    takeRecords(): PerformanceEntry[] {
      const taken = this.waiting;
      this.waiting = [];
      return taken;
    }
    /** @internal */
    take(entry: PerformanceEntry): void {
      if (!this.types.has(entry.entryType)) return;
      this.waiting.push(entry);
      if (this.waiting.length > 1) return;
      const tell = () => {
        const taken = this.takeRecords();
        if (taken.length > 0) this.call(new PerformanceObserverEntryList(taken), this);
      };
      host.schedule(0, tell, "performance");
    }
  }

  const add = <Entry extends PerformanceEntry>(entry: Entry): Entry => {
    entries.push(entry);
    for (const observer of [...observers]) observer.take(entry);
    return entry;
  };
  /** The time of a mark, by its name; or the time itself. */
  const timeOf = (mark: string | number): number => {
    if (typeof mark === "number") return mark;
    const found = entries.findLast(({ name, entryType }) => name === mark && entryType === "mark");
    if (found === undefined) throw new DOMException(`The "${mark}" performance mark has not been set`, "SyntaxError");
    return found.startTime;
  };
  const clear = (type: string) => (name?: string) => {
    entries = entries.filter((one) => one.entryType !== type || (name !== undefined && one.name !== name));
  };
  const timeline = {
    mark: (name: string, options?: MarkOptions) => add(new PerformanceMark(name, options)),
    measure(name: string, from?: string | MeasureOptions, to?: string) {
      const given: MeasureOptions =
        typeof from === "object"
          ? from
          : { ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { end: to }) };
      const { start, end, duration, detail = null } = given;
      const known = (mark: string | number | undefined) => (mark === undefined ? undefined : timeOf(mark));
      const length = duration ?? Number.NaN;
      const endTime = known(end) ?? (duration !== undefined && start !== undefined ? timeOf(start) + length : now());
      const startTime = known(start) ?? (duration !== undefined ? endTime - length : 0);
      return add(new PerformanceMeasure(name, startTime, endTime, detail));
    },
    clearMarks: clear("mark"),
    clearMeasures: clear("measure"),
    getEntries: () => chosen(entries),
    getEntriesByName: (name: string, type?: string) => chosen(entries, name, type),
    getEntriesByType: (type: string) => chosen(entries, undefined, type),
  };
  const classes = {
    PerformanceEntry,
    PerformanceMark,
    PerformanceMeasure,
    PerformanceObserver,
    PerformanceObserverEntryList,
  };
  return { timeline, classes };
}
