import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { ApiClient } from "../../../../../lib/clients/kubernetes/apiClient";
import { createAuthority, issue } from "../../pki/certificate";
import { explainUnreachable } from "./unreachable";

const HOUR = 3_600_000;

test.each<[string, number, number, RegExp, string]>([
  ["expired an hour ago", -2, -1, /has expired$/, "Renew it on the cluster."],
  [
    "becomes valid in an hour",
    1,
    2,
    /is not valid yet at \S+Z$/,
    expect.stringContaining("Set the clock of this machine, or "),
  ],
])("describes a server whose certificate %s", async (_, from, to, text, fix) => {
  const after = (hours: number) => new Date(Date.now() + hours * HOUR);
  const authority = await createAuthority({ commonName: "ca" }, { notBefore: after(-3), notAfter: after(3) });
  const { certificate, key } = await issue(
    authority,
    { subject: { commonName: "server" }, names: ["127.0.0.1"] },
    { notBefore: after(from), notAfter: after(to) },
  );
  const server = createServer({ cert: certificate, key });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const connection = {
    server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    insecureSkipTlsVerify: false,
    certificateAuthority: authority.certificate,
    credentials: {},
  };
  const client = new ApiClient(connection, { backOff: [] });
  try {
    const error = await client.getPath("/version").catch((problem: unknown) => problem);
    expect(explainUnreachable(connection, error)).toEqual({ text: expect.stringMatching(text), fix });
  } finally {
    client.close();
    server.close();
    server.closeAllConnections();
  }
});
