import { asList, asMapping, at, type Mapping } from "../objects";
import type { Workload } from "../workloads";

/** A port of a container. */
export interface ContainerPort {
  name?: string;
  containerPort: number;
  protocol?: string;
  hostPort?: number;
  hostIP?: string;
}

/** What a probe or a lifecycle hook does; a probe has its settings beside it. */
export interface Handler {
  httpGet?: { path?: string; port: number | string; scheme?: string; [field: string]: unknown };
  tcpSocket?: { port: number | string; [field: string]: unknown };
  grpc?: { port: number; [field: string]: unknown };
  timeoutSeconds?: number;
  [field: string]: unknown;
}

/** A container, as far as the rules read it. */
export interface Container {
  name: string;
  image?: string;
  ports?: ContainerPort[];
  readinessProbe?: Handler;
  livenessProbe?: Handler;
  startupProbe?: Handler;
  lifecycle?: { preStop?: Handler; postStart?: Handler };
  securityContext?: { runAsUser?: number; runAsGroup?: number };
  [field: string]: unknown;
}

/** A workload and its pods, as the rules read them; a part is looked at when it is asked for. */
export class Pod {
  /**
   * @param object the workload
   * @param type its type, which the object itself may leave out
   */
  constructor(
    private readonly object: Mapping,
    private readonly workload: Workload,
    readonly type: { apiVersion: string; kind: string },
  ) {}

  /** The workload's name; empty where it has none (yet). */
  get name(): string {
    return textOf(at(this.object, ["metadata", "name"])) ?? "";
  }

  /** The workload's namespace; empty where it names none. */
  get namespace(): string {
    return (
      textOf(at(this.object, ["metadata", "namespace"])) ?? textOf(this.at("metadata", "namespace")) ?? ""
    );
  }

  /** A label of the pods. */
  label(name: string): string | undefined {
    return textOf(this.at("metadata", "labels", name));
  }

  /** An annotation of the pods. */
  annotation(name: string): string | undefined {
    return textOf(this.at("metadata", "annotations", name));
  }

  /** The names of the pods' annotations. */
  get annotationNames(): string[] {
    return Object.keys(
      asMapping(this.at("metadata", "annotations") ?? {}, this.path("metadata.annotations")),
    );
  }

  /** Whether there is a pod template at all. */
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

  /** The container of that name, of either list. */
  container(name: string): Container | undefined {
    return [...this.containers, ...this.initContainers].find((container) => container.name === name);
  }

  /** Path of a field of the pod template, in the object. */
  path(field: string): string {
    return [...this.workload.templatePath, field].join(".");
  }

  private list(field: string): Container[] {
    const path = this.path(`spec.${field}`);
    const list = asList(this.at("spec", field) ?? [], path);
    return list.map((item, index) => asMapping(item, `${path}[${index}]`) as Container);
  }

  private at(...path: string[]): unknown {
    return at(this.object, [...this.workload.templatePath, ...path]);
  }
}

function textOf(value: unknown): string | undefined {
  return value == null ? undefined : String(value);
}
