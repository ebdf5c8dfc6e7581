import type { types } from "@pulumi/kubernetes";
import { withImageSettings } from "../images";
import type { RoutingManifest } from "../routing/kinds";
import { inject } from "../sidecar/inject";
import { type Application, type ApplicationVersion, productpage } from "./applications";
import { type BookinfoArgs, type BookinfoSettings, bookinfoSettings } from "./config";
import { bookinfoIngress } from "./classic/ingress";
import { bookinfoGateway, bookinfoVirtualService } from "./current/gateway";
import { podAdditions } from "./current/pod";
import { bookinfoImage } from "./images";
import { bookinfoApplications } from "./variants";

type Deployment = types.input.apps.v1.Deployment;
type Service = types.input.core.v1.Service;
type ServiceAccount = types.input.core.v1.ServiceAccount;

/** Bookinfo's objects. */
interface BookinfoObjects {
  serviceAccounts: ServiceAccount[];
  services: Service[];
  deployments: Deployment[];
  /** The entrypoint with `classic`. */
  ingress?: types.input.networking.v1.Ingress;
  /** The entrypoint with `current`: the port of the ingress gateway. */
  gateway?: RoutingManifest<"Gateway">;
  /** The entrypoint with `current`: the routes of that port. */
  virtualService?: RoutingManifest<"VirtualService">;
}

/**
 * The objects of a variant of Bookinfo.
 * @throws ArgumentsError when an argument is wrong, or arguments contradict each other
 * @throws {InjectionParamsError} when the injection parameters are wrong
 */
export const bookinfoObjects = (args: BookinfoArgs = {}): BookinfoObjects =>
  objectsOf(bookinfoSettings(args));

/**
 * {@link bookinfoObjects} for parsed arguments.
 * @throws {InjectionParamsError} when the injection parameters are wrong
 */
export function objectsOf(settings: BookinfoSettings): BookinfoObjects {
  const { istio, namespace } = settings;
  const applications = bookinfoApplications(settings);
  const accounts = applications.flatMap((application) => serviceAccountName(application, settings) ?? []);
  return {
    serviceAccounts: accounts.map((name) => ({ metadata: { name, namespace } })),
    services: applications.map((application) => service(application, namespace)),
    deployments: applications.flatMap((application) =>
      application.versions.map((version) => deployment(application, version, settings)),
    ),
    ...(istio === "classic"
      ? { ingress: bookinfoIngress(namespace) }
      : { gateway: bookinfoGateway(namespace), virtualService: bookinfoVirtualService(namespace) }),
  };
}

/**
 * The name of an application's own service account: with a current mesh every application has one, with a classic mesh
 * only productpage, as in the release's walk-through of TLS.
 * @returns undefined where it has the default account of its namespace
 */
function serviceAccountName(
  { name }: Application,
  { istio, serviceAccounts }: BookinfoSettings,
): string | undefined {
  const has = istio === "current" || (serviceAccounts && name === productpage.name);
  return has ? `bookinfo-${name}` : undefined;
}

function service({ name, port }: Application, namespace: string): Service {
  return {
    metadata: { name, namespace, labels: { app: name } },
    spec: { ports: [{ port: port.number, name: port.name }], selector: { app: name } },
  };
}

function deployment(
  application: Application,
  { version, image, env }: ApplicationVersion,
  settings: BookinfoSettings,
): Deployment {
  const { istio, namespace, sidecar, images } = settings;
  const { name, port } = application;
  const labels = { app: name, version };
  const account = serviceAccountName(application, settings);
  const additions = istio === "classic" ? undefined : podAdditions(application);
  const plain = {
    apiVersion: "apps/v1" as const,
    kind: "Deployment" as const,
    metadata: { name: `${name}-${version}`, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...(account !== undefined && { serviceAccountName: account }),
          ...additions?.pod,
          containers: [
            {
              name,
              image: bookinfoImage(image, istio),
              imagePullPolicy: "IfNotPresent",
              ...(env && { env }),
              ports: [{ containerPort: port.number }],
              ...additions?.container,
            },
          ],
        },
      },
    },
  };
  const injected = sidecar === false ? plain : inject(plain, sidecar);
  const { template } = injected.spec;
  return {
    ...injected,
    spec: { ...injected.spec, template: { ...template, spec: withImageSettings(template.spec, images) } },
  };
}
