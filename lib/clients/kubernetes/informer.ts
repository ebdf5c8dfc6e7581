import { setTimeout as delay } from "node:timers/promises";
import { textAt, uidOf, type KubernetesObject } from "./object";
import type { ApiClient, Collection } from "./apiClient";
import { ApiError, isForbidden, isNotFound } from "./apiError";

/** Milliseconds before a broken watch reconnects, by the number of successive failures. */
const RECONNECT = [0, 100, 300, 1000, 3000];

/**
 * The objects of a collection, kept up to date by one watch for all subscribers: many waits in a namespace cost one
 * list and one watch per kind. A watch that ends resumes; one whose version has expired lists again.
 */
export class Informer {
  private readonly objects = new Map<string, KubernetesObject>();
  private readonly listeners = new Set<() => void>();
  private stopping = new AbortController();
  private synced: Promise<void> | undefined;
  private failure: unknown;

  constructor(
    private readonly client: ApiClient,
    private readonly collection: Collection,
    private readonly fieldSelector?: string,
  ) {}

  /**
   * Starts the watch with the first subscription and stops it with the last. Returns a function that unsubscribes.
   */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      if (this.listeners.delete(listener) && this.listeners.size === 0) this.stopping.abort();
    };
  }

  /** Resolves after the first list. @throws the server's error */
  ready(): Promise<void> {
    return this.synced ?? Promise.resolve();
  }

  /** The objects, as far as known. @throws when the collection can no longer be watched (such as forbidden) */
  items(): KubernetesObject[] {
    if (this.failure !== undefined) throw this.failure;
    return [...this.objects.values()];
  }

  private start(): void {
    const stopping = (this.stopping = new AbortController());
    this.objects.clear();
    this.failure = undefined;
    this.synced = new Promise((resolve, reject) => {
      this.follow(stopping.signal, resolve).catch((error: unknown) => {
        if (stopping.signal.aborted) return resolve();
        this.failure = error;
        reject(error);
        this.notify();
      });
    });
    this.synced.catch(() => {});
  }

  private async follow(signal: AbortSignal, listed: () => void): Promise<void> {
    let version = await this.relist(signal);
    listed();
    let failures = 0;
    while (!signal.aborted) {
      try {
        const query = { fieldSelector: this.fieldSelector, resourceVersion: version };
        for await (const event of this.client.watch(this.collection, query, signal)) {
          failures = 0;
          version = textAt(event.object, "metadata", "resourceVersion") ?? version;
          if (event.type === "BOOKMARK") continue;
          if (event.type === "DELETED") this.objects.delete(uidOf(event.object));
          else this.objects.set(uidOf(event.object), event.object);
          this.notify();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.code === 410) {
          version = await this.relist(signal);
          continue;
        }
        if (isForbidden(error) || isNotFound(error)) throw error;
        if (failures >= RECONNECT.length) throw error;
      }
      if (signal.aborted) return;
      await delay(RECONNECT[Math.min(failures++, RECONNECT.length - 1)], undefined, { signal }).catch(
        () => {},
      );
    }
  }

  private async relist(signal: AbortSignal): Promise<string> {
    const list = await this.client.list(this.collection, { fieldSelector: this.fieldSelector });
    if (signal.aborted) return list.resourceVersion;
    this.objects.clear();
    for (const object of list.items) this.objects.set(uidOf(object), object);
    this.notify();
    return list.resourceVersion;
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Keeps informers running, and wakes a loop when one of them changes or the user cancels. */
export class Changes {
  /** When the last change was, on the clock of `performance.now()`. */
  last = performance.now();
  private wake = (): void => {};
  private cancel = (): void => {};
  private readonly cancelled = new Promise<void>((resolve) => (this.cancel = resolve));
  private readonly ends: (() => void)[];

  /** @param signal aborted when the user cancels */
  constructor(informers: readonly Informer[], signal: AbortSignal) {
    const onChange = () => {
      this.last = performance.now();
      this.wake();
    };
    const onAbort = () => {
      this.cancel();
      this.wake();
    };
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    this.ends = [
      () => signal.removeEventListener("abort", onAbort),
      ...informers.map((informer) => informer.subscribe(onChange)),
    ];
  }

  /** Resolves after an informer's first list, or when the user cancels. @throws the server's error */
  ready(informer: Informer): Promise<void> {
    return Promise.race([informer.ready(), this.cancelled]);
  }

  /** Resolves at the next change, or after some milliseconds. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), Math.min(milliseconds, 2 ** 31 - 1));
      this.wake = () => {
        clearTimeout(timer);
        this.wake = () => {};
        resolve();
      };
    });
  }

  close(): void {
    this.wake();
    for (const end of this.ends) end();
  }
}

/** Shares one informer per collection and selector between all waits. */
export class Informers {
  private readonly informers = new Map<string, Informer>();

  constructor(private readonly client: ApiClient) {}

  of(collection: Collection, fieldSelector?: string): Informer {
    const key = `${collection.path}?${fieldSelector ?? ""}`;
    let informer = this.informers.get(key);
    if (!informer) this.informers.set(key, (informer = new Informer(this.client, collection, fieldSelector)));
    return informer;
  }
}
