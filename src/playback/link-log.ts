import { type Ailment, ailmentsOf, type Disturbances, type Network } from "../network/network.js";
import { integers } from "./column.js";

/** What was wrong with the links after each step. */
export class LinkLog {
  private readonly network: Network;
  private readonly steps = integers();
  private readonly weathers: Disturbances[] = [];

  constructor(network: Network) {
    this.network = network;
    this.note(-1);
  }

  note(step: number): void {
    const weather = this.network.disturbances;
    const last = this.weathers.at(-1);
    const isSame =
      last?.cuts === weather.cuts && last.holds === weather.holds && last.conditions === weather.conditions;
    if (isSame) return;
    this.steps.push(step);
    this.weathers.push(weather);
  }

  ailmentsAt(from: number, to: number, step: number): readonly Ailment[] {
    return ailmentsOf(this.weathers[this.steps.countUpTo(step) - 1], from, to);
  }
}
