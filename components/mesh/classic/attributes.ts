import { type IstioObject, istioObject } from "./crds";

/** Types of Mixer's attributes (`ValueType` of istio/api 0.2). */
type AttributeType = "STRING" | "INT64" | "IP_ADDRESS" | "STRING_MAP" | "TIMESTAMP" | "DURATION";

/** Names of attributes by their type. */
type AttributeVocabulary = Partial<Record<AttributeType, string[]>>;

/** The attributes that the proxies report for a request. */
const PROXY_ATTRIBUTES: AttributeVocabulary = {
  IP_ADDRESS: ["origin.ip"],
  STRING: [
    "origin.uid",
    "origin.user",
    "request.id",
    "request.host",
    "request.method",
    "request.path",
    "request.reason",
    "request.referer",
    "request.scheme",
    "request.useragent",
    "source.uid",
    "source.user",
    "destination.uid",
    "connection.id",
    "context.protocol",
  ],
  STRING_MAP: ["request.headers", "response.headers"],
  INT64: [
    "request.size",
    "response.code",
    "response.size",
    "connection.received.bytes",
    "connection.received.bytes_total",
    "connection.sent.bytes",
    "connection.sent.bytes_total",
  ],
  TIMESTAMP: ["request.time", "response.time", "context.timestamp", "context.time"],
  DURATION: ["response.duration", "connection.duration"],
};

/** The attributes of both peers that Mixer reads from the cluster. */
const PEER_ATTRIBUTES: AttributeVocabulary = {
  IP_ADDRESS: ["ip"],
  STRING: ["name", "namespace", "service", "serviceAccount"],
  STRING_MAP: ["labels"],
};

/** The attribute manifests against which Mixer checks expressions. */
export function attributeManifests(namespace: string): IstioObject[] {
  const kubernetes = Object.fromEntries(
    Object.entries(PEER_ATTRIBUTES).map(([type, names]) => [
      type,
      ["source", "destination"].flatMap((peer) => names.map((name) => `${peer}.${name}`)),
    ]),
  );
  return [
    istioObject("attributemanifest", { name: "istioproxy", namespace }, manifest(PROXY_ATTRIBUTES)),
    istioObject("attributemanifest", { name: "kubernetes", namespace }, manifest(kubernetes)),
  ];
}

function manifest(vocabulary: AttributeVocabulary): { attributes: Record<string, { valueType: string }> } {
  const entries = Object.entries(vocabulary).flatMap(([valueType, names]) =>
    names.map((name) => [name, { valueType }] as const),
  );
  return { attributes: Object.fromEntries(entries) };
}
