import type { types } from "@pulumi/kubernetes";
import { pluralOf } from "../../objects";

type CustomResourceDefinition = types.input.apiextensions.v1.CustomResourceDefinition & {
  metadata: { name: string };
  spec: { group: string; names: { kind: string } };
};

/** A column of `kubectl get`: title and field. */
type Column = readonly [title: string, jsonPath: string];

interface Kind {
  kind: string;
  shortName?: string;
  /** The supported versions; the first is stored. */
  versions: readonly string[];
  /** Columns after the name. Default none. */
  columns?: readonly Column[];
}

const AGE: Column = ["Age", ".metadata.creationTimestamp"];
const V1_AND_ALPHA3 = ["v1", "v1beta1", "v1alpha3"];
const V1_AND_BETA1 = ["v1", "v1beta1"];

/** The kinds that istiod 1.31 reads, by API group. istiod does not start without them. */
const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  "extensions.istio.io": [
    { kind: "TrafficExtension", versions: ["v1alpha1"], columns: [AGE] },
    { kind: "WasmPlugin", versions: ["v1alpha1"], columns: [AGE] },
  ],
  "networking.istio.io": [
    {
      kind: "DestinationRule",
      shortName: "dr",
      versions: V1_AND_ALPHA3,
      columns: [["Host", ".spec.host"], AGE],
    },
    { kind: "EnvoyFilter", versions: ["v1alpha3"] },
    { kind: "Gateway", shortName: "gw", versions: V1_AND_ALPHA3 },
    { kind: "ProxyConfig", versions: ["v1beta1"] },
    {
      kind: "ServiceEntry",
      shortName: "se",
      versions: V1_AND_ALPHA3,
      columns: [
        ["Hosts", ".spec.hosts"],
        ["Location", ".spec.location"],
        ["Resolution", ".spec.resolution"],
        AGE,
      ],
    },
    { kind: "Sidecar", versions: V1_AND_ALPHA3 },
    {
      kind: "VirtualService",
      shortName: "vs",
      versions: V1_AND_ALPHA3,
      columns: [["Gateways", ".spec.gateways"], ["Hosts", ".spec.hosts"], AGE],
    },
    {
      kind: "WorkloadEntry",
      shortName: "we",
      versions: V1_AND_ALPHA3,
      columns: [AGE, ["Address", ".spec.address"]],
    },
    { kind: "WorkloadGroup", shortName: "wg", versions: V1_AND_ALPHA3, columns: [AGE] },
  ],
  "security.istio.io": [
    {
      kind: "AuthorizationPolicy",
      shortName: "ap",
      versions: V1_AND_BETA1,
      columns: [["Action", ".spec.action"], AGE],
    },
    {
      kind: "PeerAuthentication",
      shortName: "pa",
      versions: V1_AND_BETA1,
      columns: [["Mode", ".spec.mtls.mode"], AGE],
    },
    { kind: "RequestAuthentication", shortName: "ra", versions: V1_AND_BETA1 },
  ],
  "telemetry.istio.io": [
    { kind: "Telemetry", shortName: "telemetry", versions: ["v1alpha1", "v1"], columns: [AGE] },
  ],
};

/** The resources (plural names) of each of Istio's API groups. */
export const ISTIO_RESOURCES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(KINDS).map(([group, kinds]) => [group, kinds.map(({ kind }) => pluralOf(kind))]),
);

/** The definitions of Istio's custom resources. */
export function customResourceDefinitions(): CustomResourceDefinition[] {
  return Object.entries(KINDS).flatMap(([group, kinds]) => kinds.map((kind) => definition(group, kind)));
}

function definition(
  group: string,
  { kind, shortName, versions, columns = [] }: Kind,
): CustomResourceDefinition {
  const plural = pluralOf(kind);
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        ...(shortName !== undefined && { shortNames: [shortName] }),
        categories: ["istio-io", group.replaceAll(".", "-")],
      },
      scope: "Namespaced",
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        ...(columns.length > 0 && { additionalPrinterColumns: columns.map(printerColumn) }),
        schema: { openAPIV3Schema: { type: "object", properties: { spec: ANYTHING, status: ANYTHING } } },
      })),
    },
  };
}

/** The typed resources check their specs, so that the schema preserves every field. */
const ANYTHING = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

function printerColumn([name, jsonPath]: Column) {
  return { name, jsonPath, type: name === "Age" ? "date" : "string" };
}
