import { draw, fraction } from "../kernel/draws.js";
import type { Seed } from "../kernel/random.js";

/** A while in which a process does what it may do anywhere, but hardly ever does. */
export interface Whim {
  /** The sites that are on: those named, or as many as a probability makes of all. */
  readonly sites: readonly string[] | number;
  /** How likely a site that is on fires when it is asked. */
  readonly fires: number;
  readonly onEffect: () => void;
}

/** How often a site was asked, and how often it fired. */
export interface SiteCount {
  asked: number;
  fired: number;
}

interface Site extends SiteCount {
  /** The lower, the sooner the site is on: the same on every node. */
  readonly rank: number;
  readonly key: number;
  draws: number;
}

/**
 * The places in the code of one node where it may go another way than usual. Whether one is on is settled for the whole
 * run, so that few go off at a time, and those often. Source: FoundationDB's BUGGIFY.
 */
export class Sites {
  private readonly sites = new Map<string, Site>();
  private whims: readonly Whim[] = [];
  private readonly seed: Seed;
  private readonly node: string;

  constructor(seed: Seed, node: string) {
    this.seed = seed;
    this.node = node;
  }

  /** Whether a site fires now. Nothing is drawn while no whim is on, nor at a site that is off. */
  ask(name: string): boolean {
    const site = this.siteOf(name);
    site.asked++;
    const on = this.whims.filter(({ sites }) => (typeof sites === "number" ? site.rank < sites : sites.includes(name)));
    if (on.length === 0) return false;
    const drawn = fraction(draw(site.key, 0, site.draws++));
    const whim = on.find(({ fires }) => drawn < fires);
    if (whim === undefined) return false;
    site.fired++;
    whim.onEffect();
    return true;
  }

  add(whim: Whim): void {
    this.whims = [...this.whims, whim];
  }

  remove(whim: Whim): void {
    this.whims = this.whims.filter((other) => other !== whim);
  }

  /** The sites that were asked, by name. */
  get counts(): ReadonlyMap<string, SiteCount> {
    return this.sites;
  }

  private siteOf(name: string): Site {
    let site = this.sites.get(name);
    if (site === undefined) {
      const rank = fraction(draw(this.seed.key(`site ${name}`), 0, 0));
      site = { rank, key: this.seed.key(`site ${name}/${this.node}`), draws: 0, asked: 0, fired: 0 };
      this.sites.set(name, site);
    }
    return site;
  }
}
