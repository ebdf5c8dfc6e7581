import type { types } from "@pulumi/kubernetes";
import { type CustomObject, pluralOf } from "../../objects";

type CustomResourceDefinition = types.input.apiextensions.v1.CustomResourceDefinition & {
  metadata: { name: string };
  spec: { names: { kind: string } };
};

/** API group of Istio 0.2's kinds. */
const ISTIO_CONFIG_GROUP = "config.istio.io";
/** Their only version. */
const ISTIO_CONFIG_VERSION = "v1alpha2";
/** `apiVersion` of Istio 0.2's custom objects. */
const ISTIO_CONFIG_API_VERSION = `${ISTIO_CONFIG_GROUP}/${ISTIO_CONFIG_VERSION}`;

interface Kind {
  kind: string;
  listKind?: string;
  labels?: { package: string; istio: string };
}

const mixerKind = (istio: string, kind: string, from = kind): Kind => ({
  kind,
  labels: { package: from, istio },
});

const pilotKind = (kind: string): Kind => ({ kind, listKind: `${kind}List` });

/** Istio 0.2's kinds; Mixer finds its kinds by the labels. */
const KINDS: Kind[] = [
  mixerKind("core", "rule", "istio.io.mixer"),
  mixerKind("core", "attributemanifest", "istio.io.mixer"),
  mixerKind("mixer-adapter", "denier"),
  mixerKind("mixer-adapter", "listchecker"),
  mixerKind("mixer-adapter", "memquota"),
  mixerKind("mixer-adapter", "noop"),
  mixerKind("mixer-adapter", "prometheus"),
  mixerKind("mixer-adapter", "stackdriver"),
  mixerKind("mixer-adapter", "statsd"),
  mixerKind("mixer-adapter", "stdio"),
  mixerKind("mixer-adapter", "svcctrl"),
  mixerKind("mixer-instance", "checknothing"),
  mixerKind("mixer-instance", "listentry"),
  mixerKind("mixer-instance", "logentry"),
  mixerKind("mixer-instance", "metric"),
  mixerKind("mixer-instance", "quota"),
  mixerKind("mixer-instance", "reportnothing"),
  pilotKind("DestinationPolicy"),
  pilotKind("EgressRule"),
  pilotKind("RouteRule"),
];

/** The definitions of Istio 0.2's custom resources: 17 of Mixer, 3 of Pilot. */
export function customResourceDefinitions(): CustomResourceDefinition[] {
  return KINDS.map(({ kind, listKind, labels }) => ({
    metadata: { name: `${pluralOf(kind)}.${ISTIO_CONFIG_GROUP}`, ...(labels && { labels }) },
    spec: {
      group: ISTIO_CONFIG_GROUP,
      names: { kind, plural: pluralOf(kind), singular: kind.toLowerCase(), ...(listKind && { listKind }) },
      scope: "Namespaced",
      versions: [
        {
          name: ISTIO_CONFIG_VERSION,
          served: true,
          storage: true,
          // Istio validates its objects itself, so that the schema preserves every field.
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  }));
}

/** One of Istio's custom objects. */
export type IstioObject = CustomObject<string, object>;

/** A custom object with the control plane's API version. */
export function istioObject(kind: string, metadata: IstioObject["metadata"], spec: object): IstioObject {
  return { apiVersion: ISTIO_CONFIG_API_VERSION, kind, metadata, spec };
}
