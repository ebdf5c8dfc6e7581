import * as yaml from "yaml";
import type { ReleaseObject } from "../classic";

/** The fields of a part of an object. */
export type Fields = Record<string, unknown>;
/** The metadata of a pod template. */
export type Metadata = {
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
};
type PodTemplate = {
  metadata: Metadata;
  spec: Fields & { containers: Fields[]; volumes: { name: string }[] };
};
type ServicePort = { port: number; nodePort?: number };

/** A map with only these keys. */
export function only(values: Record<string, string> = {}, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
}

/** ConfigMap `istio` with a changed mesh configuration; undefined for every other object. */
export function withMeshConfig(
  object: ReleaseObject,
  change: (config: Fields) => Fields,
): ReleaseObject | undefined {
  if (object.kind !== "ConfigMap" || object.metadata.name !== "istio") return undefined;
  const data = object.data as { mesh: string };
  return { ...object, data: { ...data, mesh: yaml.stringify(change(yaml.parse(data.mesh) as Fields)) } };
}

function withTemplate(object: ReleaseObject, change: (template: PodTemplate) => PodTemplate): ReleaseObject {
  const spec = object.spec as { template: PodTemplate };
  return { ...object, spec: { ...spec, template: change(spec.template) } };
}

/** A Deployment with changed labels and annotations of its pods. */
export function withPodMetadata(
  object: ReleaseObject,
  change: (metadata: Metadata) => Partial<Metadata>,
): ReleaseObject {
  return withTemplate(object, ({ metadata, spec }) => ({ metadata: change(metadata) as Metadata, spec }));
}

/** A Deployment with a changed pod spec. */
export function withPodSpec(
  object: ReleaseObject,
  change: (podSpec: PodTemplate["spec"]) => Fields,
): ReleaseObject {
  return withTemplate(object, ({ metadata, spec }) => ({
    metadata,
    spec: change(spec) as PodTemplate["spec"],
  }));
}

/** The Deployment of that name with a changed container; undefined for every other object. */
export function withContainer(
  object: ReleaseObject,
  deployment: string,
  change: (container: Fields) => Fields,
): ReleaseObject | undefined {
  if (object.kind !== "Deployment" || object.metadata.name !== deployment) return undefined;
  return withPodSpec(object, (podSpec) => ({ ...podSpec, containers: podSpec.containers.map(change) }));
}

/** The Deployment of that name with these variables set, or removed if undefined; undefined for other objects. */
export function withEnv(
  object: ReleaseObject,
  deployment: string,
  values: Record<string, string | undefined>,
): ReleaseObject | undefined {
  return withContainer(object, deployment, (container) => {
    const others = (container.env as { name: string }[]).filter(({ name }) => !(name in values));
    const set = Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value }],
    );
    return { ...container, env: [...others, ...set] };
  });
}

/** A Deployment without these volumes. */
export function withoutVolumes(object: ReleaseObject, ...names: string[]): ReleaseObject {
  const kept = <T extends { name: string }>(items: T[]) => items.filter(({ name }) => !names.includes(name));
  return withPodSpec(object, (podSpec) => ({
    ...podSpec,
    volumes: kept(podSpec.volumes),
    containers: podSpec.containers.map((container) => ({
      ...container,
      volumeMounts: kept(container.volumeMounts as { name: string }[]),
    })),
  }));
}

/** The ingress gateway's Service with changed ports, or without those for which `change` returns undefined. */
export function withServicePorts(
  object: ReleaseObject,
  fields: Fields,
  change: (port: ServicePort) => ServicePort | undefined,
): ReleaseObject | undefined {
  if (object.kind !== "Service" || object.metadata.name !== "istio-ingressgateway") return undefined;
  const spec = object.spec as { ports: ServicePort[] };
  return { ...object, spec: { ...spec, ...fields, ports: spec.ports.flatMap((port) => change(port) ?? []) } };
}
