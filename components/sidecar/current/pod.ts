import { withoutNulls, type Mapping } from "../../../lib/mapping";
import { asList, asMapping, at, textAt } from "../objects";
import type { Workload } from "../workloads";

interface ContainerPort {
  name?: string;
  containerPort: number;
  protocol?: string;
  hostPort?: number;
  hostIP?: string;
}

/** The action of a probe or lifecycle hook, with the settings of the probe. */
export interface Handler {
  httpGet?: { path?: string; port: number | string; scheme?: string; [field: string]: unknown };
  tcpSocket?: { port: number | string; [field: string]: unknown };
  grpc?: { port: number; [field: string]: unknown };
  timeoutSeconds?: number;
  [field: string]: unknown;
}

/** The container fields that the rules read. A field without a value is absent, but an item of a list can be null. */
export interface Container {
  name: string;
  image?: string;
  ports?: (ContainerPort | null)[];
  readinessProbe?: Handler;
  livenessProbe?: Handler;
  startupProbe?: Handler;
  lifecycle?: { preStop?: Handler; postStart?: Handler };
  securityContext?: { runAsUser?: number; runAsGroup?: number; [field: string]: unknown };
  [field: string]: unknown;
}

/** A workload and its pods. */
export class Pod {
  constructor(
    private readonly object: Mapping,
    readonly workload: Workload,
  ) {}

  /** Name of the workload; empty if unset. */
  get name(): string {
    return textAt(this.object, ["metadata", "name"]) ?? "";
  }

  /** Namespace of the workload; empty if unset. */
  get namespace(): string {
    return textAt(this.object, ["metadata", "namespace"]) ?? this.text("metadata", "namespace") ?? "";
  }

  label(name: string): string | undefined {
    return this.text("metadata", "labels", name);
  }

  annotation(name: string): string | undefined {
    return this.text("metadata", "annotations", name);
  }

  get annotationNames(): string[] {
    return Object.keys(
      asMapping(this.at("metadata", "annotations") ?? {}, this.path("metadata.annotations")),
    );
  }

  /** True if the workload contains a pod template. */
  get exists(): boolean {
    return this.at("spec") != null;
  }

  get hostNetwork(): boolean {
    return this.at("spec", "hostNetwork") === true;
  }

  get containers(): Container[] {
    return this.list("containers");
  }

  get initContainers(): Container[] {
    return this.list("initContainers");
  }

  /** Finds a container or init container by name. */
  container(name: string): Container | undefined {
    return [...this.containers, ...this.initContainers].find((container) => container.name === name);
  }

  /** Path in the object of a pod template field. */
  path(field: string): string {
    return [...this.workload.templatePath, field].join(".");
  }

  private list(field: string): Container[] {
    const path = this.path(`spec.${field}`);
    const list = asList(this.at("spec", field) ?? [], path);
    return list.map((item, index) => withoutNulls(asMapping(item, `${path}[${index}]`)) as Container);
  }

  private at(...path: string[]): unknown {
    return at(this.object, [...this.workload.templatePath, ...path]);
  }

  private text(...path: string[]): string | undefined {
    return textAt(this.object, [...this.workload.templatePath, ...path]);
  }
}
