import { until } from "../../lib/until";
import { pidOf } from "./host";
import { Traffic, type TrafficReport } from "./traffic";

/** A process of the live stack that a test kills. */
export interface Fault {
  what: string;
  /** Its pid. @throws when it does not run */
  find: () => number;
  /** True if no request may fail meanwhile. */
  lossless: boolean;
}

/**
 * The processes whose loss the page must survive.
 * @param dataDirectory the cluster's folder; known only after `up`
 */
export const faults = (dataDirectory: () => string): Fault[] => [
  {
    what: "kubelet",
    find: () => pidOf(" kubelet ", `${dataDirectory()}/data/kubelet.json`),
    lossless: false,
  },
  {
    what: "containerd",
    find: () => pidOf("containerd --config", `${dataDirectory()}/data/containerd.toml`),
    lossless: false,
  },
  { what: "istiod", find: () => pidOf("pilot-discovery discovery"), lossless: true },
  { what: "the API server", find: () => pidOf(" kube-apiserver ", dataDirectory()), lossless: true },
  {
    what: "the application of a Bookinfo pod",
    find: () => pidOf("/bookinfo/main.js productpage"),
    lossless: false,
  },
];

/** Kills a process while requests flow, and reports their failures after another process does its work. */
export async function recoverFrom({ find }: Fault, page: string): Promise<TrafficReport> {
  const traffic = new Traffic(page);
  const flows = (count: number, timeoutMs: number) =>
    until(() => (traffic.answeredInARow >= count ? true : undefined), { timeoutMs });
  try {
    await flows(5, 30_000);
    const pid = find();
    process.kill(pid, "SIGKILL");
    const back = await until(() => (isReplaced(find, pid) ? true : undefined), { timeoutMs: 90_000 });
    traffic.answeredInARow = 0;
    const answers = await flows(20, 90_000);
    expect({ back, answers }).toEqual({ back: true, answers: true });
  } finally {
    await traffic.stop();
  }
  return traffic.stop();
}

/** True once another process does the work. */
function isReplaced(find: () => number, old: number): boolean {
  try {
    return find() !== old;
  } catch {
    return false; // None exists yet.
  }
}

/** Waits until a page answers with 200. */
export const answers = (page: string, timeoutMs = 90_000): Promise<true | undefined> =>
  until(async () => ((await fetch(page).catch(() => undefined))?.status === 200 ? true : undefined), {
    timeoutMs,
  });
