import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { KubernetesObject } from "../../../components/objects";
import { limited } from "../../../lib/limited";
import { builtImages } from "../../../stacks/builtImages";
import { Checkout } from "../../../test/e2e/checkout";
import { type Cluster, clusterOf } from "../../../test/e2e/cluster";
import { movePorts, pageAt } from "../../../test/live/stackPorts";
import { UserCheckout } from "../../../test/live/userCheckout";
import { readStackFile } from "../../stackFile";
import type { StateResource, Up } from "./timeline";

const STACK = "live";
/** The user's NodePorts follow root's at this distance, so that both stacks can be up. */
const USER_PORTS = 100;

/** The commands of a checkout, as root or as another user. */
type Commands = Pick<Checkout, "home" | "pulumi" | "run" | "stateFile"> & {
  remove(...stacks: string[]): Promise<void>;
};

/** The stack live in a temporary checkout, with filled caches. */
export class LiveStack {
  /** The stack's configuration, with the NodePorts of root. */
  readonly config = readStackFile(STACK);

  private isUp = false;

  private constructor(
    private readonly checkout: Commands,
    /** The URL of the product page. */
    readonly page: string,
  ) {}

  /** The stack of root, with the caches of the machine. */
  static withRoot(): LiveStack {
    return new LiveStack(new Checkout(), pageAt());
  }

  /** The stack of a new user without rights, on other NodePorts, with a copy of what the caches contain. */
  static async withoutRoot(): Promise<LiveStack> {
    const checkout = await UserCheckout.create();
    checkout.configure(STACK, (config) => movePorts(config, USER_PORTS));
    return new LiveStack(checkout, pageAt(USER_PORTS));
  }

  /**
   * Runs `make up`.
   * @throws Error with its output when it fails, such as when another stack uses the NodePorts
   */
  async up(): Promise<Up> {
    const begin = Date.now();
    const ending = new AbortController();
    const page = this.firstResponse(ending.signal);
    try {
      this.isUp = true;
      await this.make("up");
      const end = Date.now();
      return { begin, end, page: await page, resources: this.resources() };
    } finally {
      ending.abort();
    }
  }

  /** Runs `make up` unless the stack is up. */
  async ensureUp(): Promise<void> {
    if (!this.isUp) await this.up();
  }

  /** Runs `make destroy` and returns the seconds that it took. */
  async destroy(): Promise<number> {
    const begin = Date.now();
    await this.make("destroy");
    this.isUp = false;
    return (Date.now() - begin) / 1000;
  }

  /** Destroys the stack in any state and deletes the checkout. */
  remove(): Promise<void> {
    // A failed preflight check leaves no stack.
    return this.checkout.remove(...(existsSync(this.checkout.stateFile(STACK)) ? [STACK] : []));
  }

  /** The cluster of the stack that is up. */
  cluster(): Promise<Cluster> {
    return clusterOf(this.checkout, STACK);
  }

  /** The names of the images on the node, by their official names. */
  images(): Record<string, string> {
    const names = new Map(
      this.resources()
        .filter(({ type }) => type === "local:index:Image")
        .map(({ urn, outputs }) => [urn.split("::").pop()!, outputs!.name as string]),
    );
    return Object.fromEntries(
      Object.entries(builtImages(this.config)).map(([official, { name }]) => [
        official,
        names.get(`cluster-image-${name}`)!,
      ]),
    );
  }

  /** Writes a file with Kubernetes objects, for kubectl as the user of this checkout. @returns its path */
  writeObjects(name: string, items: readonly KubernetesObject[]): string {
    const path = join(this.checkout.home, `${name}.json`);
    writeFileSync(path, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    return path;
  }

  /** Requests the page until it responds with 200. Returns the time in milliseconds since 1970; NaN when aborted. */
  async firstResponse(signal: AbortSignal): Promise<number> {
    while (!signal.aborted) {
      if (await respondsOk(this.page, {}, signal)) return Date.now();
      await pause(50);
    }
    return NaN;
  }

  private make(target: string) {
    return this.checkout.run("make", ["-s", target, `STACK=${STACK}`]);
  }

  private resources(): StateResource[] {
    const state = JSON.parse(readFileSync(this.checkout.stateFile(STACK), "utf8")) as {
      checkpoint: { latest: { resources: StateResource[] } };
    };
    return state.checkpoint.latest.resources;
  }
}

/** Whether a page responds with 200 within two seconds. A NodePort accepts connections before a pod answers them. */
export async function respondsOk(
  url: string,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const response = await fetch(url, {
      headers,
      signal: signal ? limited(signal, 2000) : AbortSignal.timeout(2000),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
