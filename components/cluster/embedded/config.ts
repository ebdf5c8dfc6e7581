import type { NodePortUse } from "../config";
import type { ImageDescriptions } from "./nodeImages";

/** A Kubernetes of this project's own, as processes on this machine. */
export interface EmbeddedClusterConfig {
  driver: "embedded";
  /**
   * `simulated`: pods are scheduled and reported ready, no container runs, no root is needed. `real`: containers run;
   * Linux and root. Default `simulated`.
   */
  nodes?: "simulated" | "real";
  /** How many nodes. Default 1. Each real one has its own images and programs: the machine is to have room for them. */
  nodeCount?: number;
  /** The Kubernetes version whose API is served (MAJOR.MINOR). Default: the binary's own. */
  kubernetesVersion?: string;
  /** The API server's port on 127.0.0.1. Default: a free one, chosen once and kept. */
  apiPort?: number;
  /**
   * How to build images, by the official names under which components ask for them: a real node has these and can pull
   * none. The driver's own (`driverImages`) are to be among them. Default none, which simulated nodes need.
   */
  images?: ImageDescriptions;
  /** NodePorts that the stack is to answer on: with real nodes they are to be free before anything is started. */
  nodePorts?: readonly NodePortUse[];
  /**
   * The folder for data, credentials and logs; absolute, or relative to the project's root. Default: a folder of this
   * checkout and stack under the user's state directory ($XDG_STATE_HOME, else ~/.local/state). It is removed with the
   * cluster. Another folder is another, empty cluster: destroy the stack before changing it.
   */
  dataDirectory?: string;
  /** The addresses of pods. Default 10.244.0.0/16. */
  podCIDR?: string;
  /** The addresses of services. Default 10.96.0.0/16. */
  serviceCIDR?: string;
  /** The folder of the Go module that the cluster's binary is built from. Default `runtime/kubernetes`. */
  sourceDirectory?: string;
}
