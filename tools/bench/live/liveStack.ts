import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { readStackFile } from "../../stackFile";
import { builtImages } from "../../../stacks/builtImages";
import { Checkout, type Result } from "../../../test/e2e/checkout";
import { type Cluster, clusterOf } from "../../../test/e2e/cluster";
import type { StateResource, Up } from "./timeline";

const STACK = "live";

/** Where the sample answers. */
export const PAGE = "http://127.0.0.1:32000/productpage";

/** The live stack in a checkout of its own, with the machine's caches. */
export class LiveStack {
  private readonly checkout = new Checkout();
  private isUp = false;

  /** The stack's configuration. */
  readonly config = readStackFile(STACK);

  /**
   * `make up`.
   * @throws Error with its output when it fails, as when another live stack has the NodePorts
   */
  async up(): Promise<Up> {
    const begin = Date.now();
    const ending = new AbortController();
    const page = firstAnswer(ending.signal);
    try {
      this.isUp = true;
      await this.run("make", "-s", "up", `STACK=${STACK}`);
      const end = Date.now();
      return { begin, end, page: await page, resources: this.resources() };
    } finally {
      ending.abort();
    }
  }

  /** Brings it up where it is not. */
  async ensureUp(): Promise<void> {
    if (!this.isUp) await this.up();
  }

  /** `make destroy`; how many seconds it took. */
  async destroy(): Promise<number> {
    const begin = Date.now();
    await this.run("make", "-s", "destroy", `STACK=${STACK}`);
    this.isUp = false;
    return (Date.now() - begin) / 1000;
  }

  /** Takes all of it away, whatever state it is in. */
  remove(): Promise<void> {
    // Where `make up` was refused there is no stack.
    return this.checkout.remove(...(existsSync(this.checkout.stateFile(STACK)) ? [STACK] : []));
  }

  /** The cluster of the stack that is up. */
  cluster(): Promise<Cluster> {
    return clusterOf(this.checkout, STACK);
  }

  /** The names that the node has images by, by their official ones. */
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

  /** As {@link images}, in the way that the environment takes them. */
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

/** Asks for the page again and again; when it was first answered with 200, in milliseconds since 1970. */
export async function firstAnswer(signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    // A NodePort takes connections before there is somebody who answers.
    const timeout = AbortSignal.timeout(2000);
    const response = await fetch(PAGE, { signal: AbortSignal.any([signal, timeout]) }).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    if (response?.status === 200) return Date.now();
    await pause(50);
  }
  return NaN;
}
