import type { types } from "@pulumi/kubernetes";
import type { CustomObject } from "../../objects";

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
  plural: string;
  listKind?: string;
  labels?: { package: string; istio: string };
}

const mixerKind = (istio: string, kind: string, plural: string, from = kind): Kind => ({
  kind,
  plural,
  labels: { package: from, istio },
});

const pilotKind = (kind: string, plural: string): Kind => ({ kind, plural, listKind: `${kind}List` });

/** Istio 0.2's kinds; Mixer finds its kinds by the labels. */
const KINDS: Kind[] = [
  mixerKind("core", "rule", "rules", "istio.io.mixer"),
  mixerKind("core", "attributemanifest", "attributemanifests", "istio.io.mixer"),
  mixerKind("mixer-adapter", "denier", "deniers"),
  mixerKind("mixer-adapter", "listchecker", "listcheckers"),
  mixerKind("mixer-adapter", "memquota", "memquotas"),
  mixerKind("mixer-adapter", "noop", "noops"),
  mixerKind("mixer-adapter", "prometheus", "prometheuses"),
  mixerKind("mixer-adapter", "stackdriver", "stackdrivers"),
  mixerKind("mixer-adapter", "statsd", "statsds"),
  mixerKind("mixer-adapter", "stdio", "stdios"),
  mixerKind("mixer-adapter", "svcctrl", "svcctrls"),
  mixerKind("mixer-instance", "checknothing", "checknothings"),
  mixerKind("mixer-instance", "listentry", "listentries"),
  mixerKind("mixer-instance", "logentry", "logentries"),
  mixerKind("mixer-instance", "metric", "metrics"),
  mixerKind("mixer-instance", "quota", "quotas"),
  mixerKind("mixer-instance", "reportnothing", "reportnothings"),
  pilotKind("DestinationPolicy", "destinationpolicies"),
  pilotKind("EgressRule", "egressrules"),
  pilotKind("RouteRule", "routerules"),
];

/** The definitions of Istio 0.2's custom resources: 17 of Mixer, 3 of Pilot. */
export function customResourceDefinitions(): CustomResourceDefinition[] {
  return KINDS.map(({ kind, plural, listKind, labels }) => ({
    metadata: { name: `${plural}.${ISTIO_CONFIG_GROUP}`, ...(labels && { labels }) },
    spec: {
      group: ISTIO_CONFIG_GROUP,
      names: { kind, plural, singular: kind.toLowerCase(), ...(listKind && { listKind }) },
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
