import type { NodePortUse } from "../config";

/** How to build an image: plain data, as the package `images` describes it. */
interface ImageDescription {
  /** The image's short name, used in the names of its resources. */
  name: string;
}

/** Images to build, by the official names that components use. */
export type ImageDescriptions = Readonly<Record<string, ImageDescription>>;

/** The embedded Kubernetes, as processes on this machine. */
export interface EmbeddedClusterConfig {
  driver: "embedded";
  /**
   * `simulated`: pods are scheduled and reported ready, but no container runs. `real`: containers run; requires Linux, and
   * root or user namespaces with subordinate ids. Default `simulated`.
   */
  nodes?: "simulated" | "real";
  /**
   * The number of nodes. Default 1. Each real node has its own images and programs, so the machine needs space for
   * them.
   */
  nodeCount?: number;
  /** The Kubernetes version of the API (MAJOR.MINOR). Default: the binary's own. */
  kubernetesVersion?: string;
  /** The API server's port on 127.0.0.1. Default: a free one, chosen once and kept. */
  apiPort?: number;
  /**
   * How to build images, by the official names that components use. A real node has only these and pulls none, so they
   * must include `driverImages`. Default: none, which suffices for simulated nodes.
   */
  images?: ImageDescriptions;
  /**
   * The root file system of real nodes with their programs (containerd, runc, CNI plugins, iptables): plain data, as the
   * package `images` describes it. Required with real nodes.
   */
  rootFileSystem?: object;
  /** NodePorts of the stack. With real nodes they must be free before anything starts. */
  nodePorts?: readonly NodePortUse[];
  /**
   * The folder for data, credentials and logs; absolute, or relative to the project's root. Default: a folder of this
   * checkout and stack under the user's state directory ($XDG_STATE_HOME, else ~/.local/state). Deleted with the
   * cluster. A change creates an empty cluster, so destroy the stack first.
   */
  dataDirectory?: string;
  /** The address range of pods. Default 10.244.0.0/16. */
  podCIDR?: string;
  /** The address range of Services. Default 10.96.0.0/16. */
  serviceCIDR?: string;
  /** The folder of the Go module for the cluster's binary. Default `runtime/kubernetes`. */
  sourceDirectory?: string;
}
