import type { core } from "@pulumi/kubernetes";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ObjectsComponent } from "../register";
import type { PlannedAddon } from "./addonObjects";
import type { AddonArgs, IstioAddonArgs, PrometheusArgs } from "./config";
import { planDashboards } from "./dashboards";
import { planGrafana } from "./grafana";
import { planPrometheus } from "./prometheus";
import { planServicegraph } from "./servicegraph";
import { planZipkin } from "./zipkin";

/** An addon: a Deployment and its Service in the control plane's namespace, registered under their own names. */
abstract class Addon extends ObjectsComponent {
  readonly service: core.v1.Service;

  protected constructor(planned: PlannedAddon, opts?: ComponentResourceOptions) {
    super(planned, opts);
    this.service = this.resourceOf<core.v1.Service>(planned.service);
  }
}

/** Zipkin: collects the proxies' traces in memory and shows them. */
export class Zipkin extends Addon {
  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args?: AddonArgs, opts?: ComponentResourceOptions) {
    super(planZipkin(name, args), opts);
  }
}

/** Prometheus: collects the metrics of Mixer or of the proxies, and keeps them for six hours. */
export class Prometheus extends Addon {
  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args?: PrometheusArgs, opts?: ComponentResourceOptions) {
    super(planPrometheus(name, args), opts);
  }
}

/** Grafana with the Istio dashboards. It requires the Prometheus addon. */
export class Grafana extends Addon {
  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args?: IstioAddonArgs, opts?: ComponentResourceOptions) {
    super(planGrafana(name, args), opts);
  }
}

/** A page with the Istio dashboards and a live graph of the mesh. It requires the Prometheus addon. */
export class Dashboards extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args?: AddonArgs, opts?: ComponentResourceOptions) {
    super(planDashboards(name, args), opts);
  }
}

/** Servicegraph: draws the calls between services, from Mixer's metrics. It requires the Prometheus addon. */
export class Servicegraph extends Addon {
  /** @throws Error when an image's name cannot be parsed, and with the current mesh, which has no Mixer */
  constructor(name: string, args?: IstioAddonArgs, opts?: ComponentResourceOptions) {
    super(planServicegraph(name, args), opts);
  }
}
