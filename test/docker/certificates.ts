import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAuthority, issue } from "../../runtime/providers/machine/pki/certificate";

/** TLS files for a daemon and its clients, in the layout of `certPath` and as text. */
export interface Certificates {
  /** Contains the client's ca.pem, cert.pem and key.pem. */
  folder: string;
  ca: { pem: string; file: string };
  server: { certFile: string; keyFile: string };
  client: { cert: string; key: string };
}

/** Creates an authority, a server certificate for 127.0.0.1 and a client certificate. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
  const authority = await createAuthority({ commonName: "test" }, validity);
  const leaf = (commonName: string, names?: string[]) =>
    issue(authority, { subject: { commonName }, names }, validity);
  const server = await leaf("daemon", ["127.0.0.1"]);
  const client = await leaf("client");
  const write = (name: string, pem: string): string => {
    const file = join(folder, name);
    writeFileSync(file, pem, { mode: 0o600 });
    return file;
  };
  write("cert.pem", client.certificate);
  write("key.pem", client.key);
  return {
    folder,
    ca: { pem: authority.certificate, file: write("ca.pem", authority.certificate) },
    server: {
      certFile: write("server.pem", server.certificate),
      keyFile: write("server-key.pem", server.key),
    },
    client: { cert: client.certificate, key: client.key },
  };
}
