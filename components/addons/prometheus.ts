import { parseArgs } from "../parseArgs";
import { type AddonObjects, addonPlan } from "./addonObjects";
import { classicPrometheusObjects } from "./classic/prometheus";
import { type PrometheusArgs, prometheusArgs } from "./config";
import { currentPrometheusObjects } from "./current/prometheus";

/** Prometheus' objects. @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
export function prometheusObjects(args: PrometheusArgs = {}): AddonObjects {
  const settings = parseArgs("Prometheus", prometheusArgs, args);
  return settings.istio === "current"
    ? currentPrometheusObjects(settings)
    : classicPrometheusObjects(settings);
}

/** Plans the component of Prometheus. */
export const planPrometheus = addonPlan("Prometheus", prometheusObjects);
