import { DEFAULT_VERSION } from "../components/cluster/k3s/config";
import type { StackConfig } from "./config";

/** The k3s releases that stacks have where they say none: the newest on which Istio 0.2 runs, and a current one. */
export const k3sReleases = { classic: DEFAULT_VERSION, current: "v1.33.5-k3s1" } as const;

/** The k3s release that a stack has; undefined where its cluster is another. */
export const k3sVersion = ({ cluster, mesh }: StackConfig): string | undefined =>
  cluster.driver === "k3s" ? (cluster.version ?? k3sReleases[mesh.generation]) : undefined;
