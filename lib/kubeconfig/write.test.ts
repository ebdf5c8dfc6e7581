import fc from "fast-check";
import { selectEntries } from "./read";
import { kubeconfigText } from "./write";

const name = fc.string({ minLength: 1 });
// Unknown fields are kept, whatever their names.
const field = fc.oneof(
  fc.stringMatching(/^[a-z-]+$/),
  fc.constantFrom("constructor", "toString", "__proto__"),
);
const fields = fc.dictionary(field, fc.string());

test("written kubeconfigs are read back unchanged for any names and values", () => {
  fc.assert(
    fc.property(name, fields, name, fields, name, (clusterName, cluster, userName, user, contextName) => {
      const text = kubeconfigText({
        cluster: { name: clusterName, fields: cluster },
        user: { name: userName, fields: user },
        context: { name: contextName },
      });
      expect(selectEntries([{ text }])).toEqual({
        origin: "the kubeconfig",
        warnings: [],
        cluster: { name: clusterName, fields: cluster },
        user: { name: userName, fields: user },
        context: { name: contextName, fields: { cluster: clusterName, user: userName } },
      });
    }),
  );
});

test("keeps long values on one line, as kubectl does", () => {
  const token = "x ".repeat(200);
  const text = kubeconfigText({
    cluster: { name: "c", fields: { server: "https://127.0.0.1:6443" } },
    user: { name: "u", fields: { token } },
    context: { name: "c" },
  });
  expect(text).toBe(`apiVersion: v1
kind: Config
clusters:
  - name: c
    cluster:
      server: https://127.0.0.1:6443
users:
  - name: u
    user:
      token: "${token}"
contexts:
  - name: c
    context:
      cluster: c
      user: u
current-context: c
`);
});
