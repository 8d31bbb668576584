import type { Alarm, RealmHost } from "../realm-host.js";

type Clock = Pick<RealmHost, "nowUs" | "schedule">;

/**
 * An instant that is moved often and reached seldom. Moving it later, or away, costs nothing: its alarm stays, and looks
 * anew when it goes off. It keeps no process running.
 */
export class Deadline {
  private dueUs = Number.POSITIVE_INFINITY;
  private alarm: Alarm | undefined;
  private alarmUs = 0;
  private readonly host: Clock;
  private readonly what: string;
  private readonly reached: () => void;

  constructor(host: Clock, what: string, reached: () => void) {
    this.host = host;
    this.what = what;
    this.reached = reached;
  }

  get isSet(): boolean {
    return this.dueUs !== Number.POSITIVE_INFINITY;
  }

  /** So many microseconds from now, whatever it was before. */
  set(delayUs: number): void {
    this.dueUs = this.host.nowUs + delayUs;
    if (this.alarm !== undefined && this.alarmUs > this.dueUs) this.silence();
    if (this.alarm === undefined) this.wait();
  }

  clear(): void {
    this.dueUs = Number.POSITIVE_INFINITY;
  }

  /** Clears it for good: nothing is left behind. */
  drop(): void {
    this.clear();
    this.silence();
  }

  private silence(): void {
    this.alarm?.cancel();
    this.alarm = undefined;
  }

  private wait(): void {
    this.alarmUs = this.dueUs;
    this.alarm = this.host.schedule(this.dueUs - this.host.nowUs, this.ring, this.what);
    this.alarm.unreference();
  }

  private readonly ring = () => {
    this.alarm = undefined;
    if (!this.isSet) return;
    if (this.dueUs > this.host.nowUs) {
      this.wait();
    } else {
      this.clear();
      this.reached();
    }
  };
}
