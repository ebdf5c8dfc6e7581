import type { types } from "@pulumi/kubernetes";
import { fieldEnv, istioImage, uninjectedDeployment } from "../../uninjectedDeployment";
import { serviceAccountName } from "./rbac";
import type { ClassicMeshSettings } from "./config";

/**
 * The certificate authority. For each service account it writes a Secret with a key and a certificate: in the whole
 * cluster, or in a single-namespace mesh only in its namespace.
 * @throws Error when an image's name cannot be parsed
 */
export function caDeployment(settings: ClassicMeshSettings): types.input.apps.v1.Deployment {
  const { namespace, singleNamespace, images } = settings;
  return uninjectedDeployment({
    name: "istio-ca",
    namespace,
    labels: { istio: "istio-ca" },
    images,
    podSpec: {
      serviceAccountName: serviceAccountName("ca"),
      containers: [
        {
          name: "istio-ca",
          image: istioImage(settings, "istio-ca"),
          imagePullPolicy: "IfNotPresent",
          // The image's default command watches the namespace in NAMESPACE.
          ...(singleNamespace
            ? { env: [fieldEnv("NAMESPACE", "metadata.namespace")] }
            : {
                command: ["/usr/local/bin/istio_ca"],
                args: ["--grpc-port=8060", "--grpc-hostname=istio-ca", "--self-signed-ca=true"],
              }),
        },
      ],
    },
  });
}
