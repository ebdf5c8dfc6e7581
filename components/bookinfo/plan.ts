import type { types } from "@pulumi/kubernetes";
import { withImageSettings } from "../images";
import { nameOf, ObjectPlan, type PlannedComponent, type PlannedObject } from "../objects";
import { inject } from "../sidecar/inject";
import {
  type Application,
  type ApplicationVersion,
  bookinfoApplications,
  bookinfoImage,
  productpage,
} from "./applications";
import { bookinfoIngress } from "./classic/ingress";
import { type BookinfoArgs, type BookinfoSettings, bookinfoSettings } from "./config";
import { bookinfoGateway, bookinfoVirtualService } from "./current/gateway";
import { podAdditions } from "./current/pod";

/** The Bookinfo sample before it is registered. */
interface PlannedBookinfo extends PlannedComponent {
  /** Its namespace, if it creates it. */
  namespace?: PlannedObject;
  /** The Services, by name. */
  services: Readonly<Record<string, PlannedObject>>;
  /** The Deployments, by name. */
  deployments: Readonly<Record<string, PlannedObject>>;
  /** The entrypoint: the Ingress, or the Gateway and the VirtualService. */
  entrypoint: readonly PlannedObject[];
}

/**
 * The Bookinfo sample: details, ratings, reviews and productpage, and the entrypoint.
 * @throws ArgumentsError when an argument is wrong, or arguments contradict each other
 * @throws Error when an image's name cannot be parsed
 * @throws {InjectionParamsError} when the injection parameters are wrong
 */
export function planBookinfo(name: string, args: BookinfoArgs = {}): PlannedBookinfo {
  const settings = bookinfoSettings(args);
  const { istio, namespace } = settings;
  const applications = bookinfoApplications(settings);
  const plan = new ObjectPlan();
  const created = settings.createNamespace ? [plan.add("Namespace", { metadata: { name: namespace } })] : [];
  const accounts = applications
    .flatMap((application) => serviceAccountName(application, settings) ?? [])
    .map((account) => plan.add("ServiceAccount", { metadata: { name: account, namespace } }, created));
  const services = applications.map((application) =>
    plan.add("Service", service(application, namespace), created),
  );
  const beforePods = accounts.length > 0 ? accounts : created;
  const deployments = applications.flatMap((application) =>
    application.versions.map((version) =>
      plan.add("Deployment", deployment(application, version, settings), beforePods),
    ),
  );
  const entrypoint =
    istio === "classic"
      ? [plan.add("Ingress", bookinfoIngress(namespace), created)]
      : [bookinfoGateway(namespace), bookinfoVirtualService(namespace)].map((object) =>
          plan.addCustom(object, created),
        );
  return {
    type: "meshstack:bookinfo:Bookinfo",
    name,
    objects: plan.objects,
    objectsWait: true,
    namespace: created[0],
    services: byName(services),
    deployments: byName(deployments),
    entrypoint,
  };
}

const byName = (planned: readonly PlannedObject[]): Record<string, PlannedObject> =>
  Object.fromEntries(planned.map((each) => [nameOf(each.object), each]));

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

function service({ name, port }: Application, namespace: string): types.input.core.v1.Service {
  return {
    metadata: { name, namespace, labels: { app: name } },
    spec: { ports: [{ port: port.number, name: port.name }], selector: { app: name } },
  };
}

function deployment(
  application: Application,
  { version, image, env }: ApplicationVersion,
  settings: BookinfoSettings,
): types.input.apps.v1.Deployment {
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
