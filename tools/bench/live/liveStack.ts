import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { readStackFile } from "../../stackFile";
import { builtImages } from "../../../stacks/builtImages";
import { Checkout, type Result } from "../../../test/e2e/checkout";
import { type Cluster, clusterOf } from "../../../test/e2e/cluster";
import type { StateResource, Up } from "./timeline";

const STACK = "live";

/** The URL of the product page. */
export const PAGE = "http://127.0.0.1:32000/productpage";

/** The stack live in a temporary checkout, with the caches of the machine. */
export class LiveStack {
  private readonly checkout = new Checkout();
  private isUp = false;

  /** The stack's configuration. */
  readonly config = readStackFile(STACK);

  /**
   * Runs `make up`.
   * @throws Error with its output when it fails, such as when another stack uses the NodePorts
   */
  async up(): Promise<Up> {
    const begin = Date.now();
    const ending = new AbortController();
    const page = firstResponse(ending.signal);
    try {
      this.isUp = true;
      await this.run("make", "-s", "up", `STACK=${STACK}`);
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
    await this.run("make", "-s", "destroy", `STACK=${STACK}`);
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

  /** {@link images} as outputs, for `environment`. */
  imageReplacements(): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      Object.entries(this.images()).map(([official, name]) => [official, pulumi.output(name)]),
    );
  }

  /** Runs a command in the checkout. @throws Error with its output when it fails */
  run(command: string, ...args: string[]): Promise<Result> {
    return this.checkout.run(command, args);
  }

  private resources(): StateResource[] {
    const state = JSON.parse(readFileSync(this.checkout.stateFile(STACK), "utf8")) as {
      checkpoint: { latest: { resources: StateResource[] } };
    };
    return state.checkpoint.latest.resources;
  }
}

/** Requests the page until it responds with 200. Returns the time in milliseconds since 1970; NaN when aborted. */
export async function firstResponse(signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    // A NodePort accepts connections before a pod answers them.
    const timeout = AbortSignal.timeout(2000);
    const response = await fetch(PAGE, { signal: AbortSignal.any([signal, timeout]) }).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    if (response?.status === 200) return Date.now();
    await pause(50);
  }
  return NaN;
}
