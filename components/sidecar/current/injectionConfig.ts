import { readManifest } from "../../../lib/manifests/readManifests";
import { writeManifest } from "../../../lib/manifests/writeManifest";
import type { Mapping } from "../../../lib/mapping";
import { type CompleteCurrentParams, completeCurrentParams, type CurrentInjectionParams } from "./params";

/** Files of Istio's chart `istio-discovery`, as text. */
export interface InjectionChart {
  /** `files/injection-template.yaml`, the sidecar as a Go template. */
  template: string;
  /** `values.yaml`, its default values. */
  values: string;
}

/** The template's values. The named fields contain values that depend on the parameters. */
export interface InjectionValues extends Mapping {
  global: Mapping & { proxy: Mapping; proxy_init: Mapping; multiCluster: Mapping };
  sidecarInjectorWebhook: Mapping;
  pilot?: Mapping;
}

/**
 * The data of the ConfigMap from which istiod injects pods. Their sidecars equal those of the injector with the same
 * parameters, because the injector follows the same chart.
 * @param chart of the release of istiod
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function injectionConfig(
  params: CurrentInjectionParams,
  chart: InjectionChart,
): { config: string; values: string } {
  const complete = completeCurrentParams(params);
  const config = {
    policy: complete.policy === "enabled" ? "enabled" : "disabled",
    defaultTemplates: ["sidecar"],
    templates: { sidecar: chart.template },
  };
  const values = injectionValues(chartDefaults(chart), complete);
  return { config: writeManifest(config), values: JSON.stringify(values, null, 2) };
}

/** The default values that the template reads, in the form in which the chart passes them to istiod. */
function chartDefaults({ values }: InjectionChart): InjectionValues {
  const { _internal_defaults_do_not_set: found } = readManifest(values, "YAML") as {
    _internal_defaults_do_not_set: InjectionValues;
  };
  const { global, sidecarInjectorWebhook, cni, env } = found;
  return { global, sidecarInjectorWebhook, pilot: { cni, env } };
}

/** Returns the chart's values, overridden by the values that are equivalent to the parameters. */
export function injectionValues(values: InjectionValues, complete: CompleteCurrentParams): InjectionValues {
  const { global, sidecarInjectorWebhook } = values;
  const { image } = complete;
  return {
    ...values,
    revision: complete.revision,
    sidecarInjectorWebhook: {
      ...sidecarInjectorWebhook,
      rewriteAppHTTPProbe: complete.rewriteAppHTTPProbe,
    },
    global: {
      ...global,
      hub: complete.hub,
      tag: complete.tag,
      istioNamespace: complete.namespace,
      imagePullPolicy: complete.imagePullPolicy ?? "",
      imagePullSecrets: complete.imagePullSecrets,
      network: complete.network,
      meshID: complete.meshId,
      logAsJson: complete.logAsJson,
      logging: { level: complete.agentLogLevel },
      multiCluster: { ...global.multiCluster, clusterName: complete.clusterId },
      proxy_init: { ...global.proxy_init, ...(image !== undefined && { image }) },
      proxy: {
        ...global.proxy,
        ...(image !== undefined && { image }),
        clusterDomain: complete.clusterDomain,
        statusPort: complete.mesh.defaultConfig.statusPort,
        resources: complete.resources,
        logLevel: complete.logLevel,
        componentLogLevel: complete.componentLogLevel,
        privileged: complete.privileged,
        includeIPRanges: complete.includeIPRanges,
        excludeIPRanges: complete.excludeIPRanges,
        includeInboundPorts: complete.includeInboundPorts,
        excludeInboundPorts: complete.excludeInboundPorts,
        includeOutboundPorts: complete.includeOutboundPorts,
        excludeOutboundPorts: complete.excludeOutboundPorts,
        readinessInitialDelaySeconds: complete.readinessInitialDelaySeconds,
        readinessPeriodSeconds: complete.readinessPeriodSeconds,
        readinessFailureThreshold: complete.readinessFailureThreshold,
        startupProbe: { enabled: complete.startupSeconds > 0, failureThreshold: complete.startupSeconds },
      },
    },
  };
}
