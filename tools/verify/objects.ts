/** Kubernetes objects, with the fields that `make verify` and `make status` use. */

/** The name of the proxy's container in a pod. */
export const PROXY = "istio-proxy";

interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
}

export interface Node {
  metadata: Metadata;
  status?: { conditions?: { type: string; status: string }[] };
}

/** Whether KWOK simulates a node, which it then annotates. */
export const isSimulated = ({ metadata }: Node): boolean =>
  metadata.annotations?.["kwok.x-k8s.io/node"] !== undefined;

export interface Service {
  metadata: Metadata;
  spec: {
    type?: string;
    clusterIP?: string;
    ports?: { port: number; nodePort?: number; protocol?: string }[];
  };
}

export interface Deployment {
  metadata: Metadata;
  spec: { replicas?: number; selector: { matchLabels?: Record<string, string> } };
  status?: { readyReplicas?: number };
}

interface Container {
  name: string;
  image: string;
  imagePullPolicy?: string;
  ports?: { containerPort: number; protocol?: string }[];
  /** `Always` for an init container that keeps running. */
  restartPolicy?: string;
}

export interface ContainerStatus {
  name: string;
  ready?: boolean;
  state?: {
    waiting?: { reason?: string; message?: string };
    running?: { startedAt?: string };
    terminated?: { exitCode: number; reason?: string; message?: string };
  };
}

export interface EphemeralContainer extends Container {
  command?: string[];
  securityContext?: object;
}

export interface Pod {
  metadata: Metadata;
  spec: {
    serviceAccountName?: string;
    containers: Container[];
    initContainers?: Container[];
    ephemeralContainers?: EphemeralContainer[];
  };
  status?: {
    phase?: string;
    podIP?: string;
    podIPs?: { ip: string }[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
    ephemeralContainerStatuses?: ContainerStatus[];
  };
}
