import { TestResource } from "../support/testResource";
import type { TestRancher } from "./fakeServer";

export const newResource = (type: string, name?: string) =>
  new TestResource(`local:index:${type}`, "/", name);

/** Enables access control with its administrator. */
export async function accessControl(rancher: TestRancher): Promise<TestResource> {
  const resource = newResource("RancherAccessControl");
  await resource.up({ server: rancher.admin });
  return resource;
}
export const environmentInputs = (rancher: TestRancher) => ({
  server: rancher.admin,
  name: "kubernetes",
  template: "Kubernetes",
  owner: "this test",
});
/** Creates an environment, with access control. */
export async function environment(rancher: TestRancher): Promise<TestResource> {
  await accessControl(rancher);
  const resource = newResource("RancherEnvironment");
  await resource.up(environmentInputs(rancher));
  return resource;
}
export const registrationInputs = (rancher: TestRancher, environmentId: unknown) => ({
  server: rancher.admin,
  environmentId: environmentId as string,
  name: "meshstack",
});
export const hostInputs = (rancher: TestRancher, environmentId: unknown, name = "a") => ({
  server: rancher.admin,
  environmentId: environmentId as string,
  name,
  label: { name: "meshstack.host", value: `dev-${name}` },
  advice: "Look at the container",
  timeoutSeconds: 20,
});
export const labels = (name = "a") => ({ "meshstack.host": `dev-${name}` });

/** Creates an environment with registered hosts. */
export async function environmentWith(rancher: TestRancher, ...names: string[]) {
  const env = await environment(rancher);
  const id = env.outputs.environmentId as string;
  const registration = newResource("RancherRegistration");
  await registration.up(registrationInputs(rancher, id));
  const hosts = await Promise.all(
    names.map(async (name) => {
      await rancher.addHost(registration.outputs.registrationUrl as string, {
        hostname: `host-${name}`,
        labels: labels(name),
      });
      const host = newResource("RancherHost", name);
      await host.up(hostInputs(rancher, id, name));
      return host;
    }),
  );
  return { env, id, registration, hosts };
}
