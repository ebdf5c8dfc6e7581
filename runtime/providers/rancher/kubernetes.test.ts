import fc from "fast-check";
import { parse } from "yaml";
import { kubeconfigOf, tokenOf } from "./kubernetes";

const parts = {
  server: { url: "http://192.0.2.10:8080" },
  environmentId: "1a7",
  environmentName: "kubernetes",
  accessKey: "0123ABC",
  secretKey: "s3cret",
};

test("equals the page's kubeconfig for a server with http", () => {
  expect(parse(kubeconfigOf(parts))).toEqual({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "kubernetes",
        cluster: {
          "insecure-skip-tls-verify": true,
          server: "https://192.0.2.10:8080/r/projects/1a7/kubernetes:6443",
        },
      },
    ],
    // "Basic " and base64 of 0123ABC:s3cret, in base64.
    users: [{ name: "kubernetes", user: { token: "QmFzaWMgTURFeU0wRkNRenB6TTJOeVpYUT0=" } }],
    contexts: [{ name: "kubernetes", context: { cluster: "kubernetes", user: "kubernetes" } }],
    "current-context": "kubernetes",
  });
});

test("verifies a server with https, by the given authority", () => {
  const { clusters } = parse(
    kubeconfigOf({ ...parts, server: { url: "https://rancher.example.org", caCertificate: "PEM" } }),
  ) as { clusters: unknown[] };
  expect(clusters).toEqual([
    {
      name: "kubernetes",
      cluster: {
        "certificate-authority-data": Buffer.from("PEM").toString("base64"),
        server: "https://rancher.example.org/r/projects/1a7/kubernetes:6443",
      },
    },
  ]);
});

test("the token contains both halves of any key", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[^:]+$/), fc.string({ minLength: 1 }), (accessKey, secretKey) => {
      const basic = Buffer.from(tokenOf({ ...parts, accessKey, secretKey }), "base64").toString();
      const [scheme, encoded] = basic.split(" ");
      expect(scheme).toBe("Basic");
      expect(Buffer.from(encoded!, "base64").toString()).toBe(
        Buffer.from(`${accessKey}:${secretKey}`).toString(),
      );
    }),
  );
});
