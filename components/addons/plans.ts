import { parseArgs } from "../parseArgs";
import { type AddonObjects, addonPlan } from "./addonObjects";
import { classicGrafanaObjects, classicServicegraphObjects, classicZipkinObjects } from "./classic/addons";
import { classicPrometheusObjects } from "./classic/prometheus";
import {
  type AddonArgs,
  addonArgs,
  type IstioAddonArgs,
  istioAddonArgs,
  type PrometheusArgs,
  prometheusArgs,
} from "./config";
import { currentZipkinObjects } from "./current/addon";
import { currentPrometheusObjects } from "./current/prometheus";
import { dashboardsPageObjects } from "./dashboards/page";
import { provisionedGrafanaObjects } from "./grafana/provisioned";
import { addonProblem, DASHBOARDS, GRAFANA, SERVICEGRAPH, ZIPKIN } from "./table";

/*
 * The objects of each addon, and its component before it is registered. They throw an ArgumentsError when an argument is
 * wrong, and an Error when an image's name cannot be parsed.
 */

export function zipkinObjects(args: AddonArgs = {}): AddonObjects {
  const settings = parseArgs("Zipkin", addonArgs(ZIPKIN), args);
  return settings.istio === "current" ? currentZipkinObjects(settings) : classicZipkinObjects(settings);
}

export function prometheusObjects(args: PrometheusArgs = {}): AddonObjects {
  const settings = parseArgs("Prometheus", prometheusArgs, args);
  return settings.istio === "current"
    ? currentPrometheusObjects(settings)
    : classicPrometheusObjects(settings);
}

export function grafanaObjects(args: IstioAddonArgs = {}): AddonObjects {
  const settings = parseArgs("Grafana", istioAddonArgs(GRAFANA), args);
  return settings.istio === "current" ? provisionedGrafanaObjects(settings) : classicGrafanaObjects(settings);
}

export function dashboardsObjects(args: AddonArgs = {}): AddonObjects {
  return dashboardsPageObjects(parseArgs("Dashboards", addonArgs(DASHBOARDS), args));
}

/** @throws Error with the current mesh, which has no Mixer */
export function servicegraphObjects(args: IstioAddonArgs = {}): AddonObjects {
  const settings = parseArgs("Servicegraph", istioAddonArgs(SERVICEGRAPH), args);
  const problem = addonProblem(SERVICEGRAPH, { istio: settings.istio, imagesBuiltHere: false });
  if (problem !== undefined)
    throw new Error(`addons.${SERVICEGRAPH}.enabled: found true; expected false. ${problem}`);
  return classicServicegraphObjects(settings);
}

export const planZipkin = addonPlan("Zipkin", zipkinObjects);
export const planPrometheus = addonPlan("Prometheus", prometheusObjects);
export const planGrafana = addonPlan("Grafana", grafanaObjects);
export const planDashboards = addonPlan("Dashboards", dashboardsObjects);
export const planServicegraph = addonPlan("Servicegraph", servicegraphObjects);
