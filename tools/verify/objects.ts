/** Kubernetes objects as an API server gives them, as far as the checks look at them. */

interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
}

export interface Node {
  metadata: Metadata;
}

export interface Service {
  metadata: Metadata;
  spec: {
    clusterIP?: string;
    ports?: { port: number; nodePort?: number; protocol?: string }[];
  };
}

export interface Deployment {
  metadata: Metadata;
  spec: { replicas?: number; selector: { matchLabels?: Record<string, string> } };
}

export interface Container {
  name: string;
  image: string;
  imagePullPolicy?: string;
  ports?: { containerPort: number; protocol?: string }[];
  /** Of an init container that goes on running: `Always`. */
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

/** A container that was put into a running pod, to look around in it. */
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
