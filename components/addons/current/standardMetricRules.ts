import { endpointFields, peerFields, peerLabel, proxyMetricPrefix } from "../../mesh/current/standardMetrics";

/** A change of labels. The default action sets `target_label` to `replacement` where `regex` matches. */
export interface RelabelConfig {
  source_labels?: string[];
  action?: "keep" | "drop" | "labeldrop";
  regex?: string;
  target_label?: string;
  replacement?: string;
}

/**
 * Completes the metrics of a proxy without Istio's filters to Istio's standard metrics: their names, and the labels of
 * the workload at the other end. For requests that the source reports, app and version of the destination are its
 * canonical service and revision, because istiod's metadata of an endpoint has no others.
 */
export const standardMetricRules: readonly RelabelConfig[] = [
  {
    source_labels: ["__name__"],
    regex: `${proxyMetricPrefix}(istio_.+)`,
    target_label: "__name__",
  },
  {
    source_labels: ["reporter", peerLabel],
    regex: "(?:source|destination);-?",
    target_label: peerLabel,
    replacement: peerFields.map(() => "unknown").join(","),
  },
  ...endpointFields.map((field, index) => partOfPeer("source", index, `destination_${field}`)),
  // istiod omits the revision `latest`.
  {
    source_labels: ["reporter", "destination_canonical_revision"],
    regex: "source;",
    target_label: "destination_canonical_revision",
    replacement: "latest",
  },
  copied("destination_canonical_service", "destination_app"),
  copied("destination_canonical_revision", "destination_version"),
  ...peerFields.map((field, index) => partOfPeer("destination", index, `source_${field}`)),
  { action: "labeldrop", regex: peerLabel },
];

/** Sets a label to one part of the peer's label. */
function partOfPeer(reporter: string, index: number, label: string): RelabelConfig {
  return {
    source_labels: ["reporter", peerLabel],
    // istiod separates the parts with semicolons, Envoy joins the values of a header with commas.
    regex: `${reporter};(?:[^;,]*[;,]){${index}}([^;,]*).*`,
    target_label: label,
  };
}

function copied(from: string, to: string): RelabelConfig {
  return { source_labels: ["reporter", from], regex: "source;(.+)", target_label: to };
}
