import { SECRET } from "./grammar";

const config = (cluster: string, user = `{token: ${SECRET}}`, more = "current-context: c") => `apiVersion: v1
kind: Config
clusters: [{name: k, cluster: ${cluster}}]
users: [{name: u, user: ${user}}]
contexts: [{name: c, context: {cluster: k, user: u}}]
${more}
`;
const server = "{server: 'https://127.0.0.1:1'}";
const exec = (fields: string) => config(server, `{exec: {${fields}}}`);

/** Kubeconfigs that no client accepts, with a name each. */
export const kubeconfigTexts: Record<string, string | Uint8Array> = {
  empty: "",
  comments: "# nothing\n",
  text: `${SECRET}\n`,
  "a list": "[1]\n",
  "an open bracket": `users: [{name: ${SECRET}\n`,
  "an open quote": `token: "${SECRET}\n`,
  "a tab": `users:\n\t- token: ${SECRET}\n`,
  binary: Uint8Array.from({ length: 256 }, (_, index) => index),
  "UTF-16": Buffer.from(`\ufeffapiVersion: v1\n`, "utf16le"),
  "JSON that is cut": `{"users": [{"name": "u", "user": {"token": "${SECRET}"`,
  "another kind": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n",
  "clusters that are a map": `clusters: {k: {server: x}}\nusers: []\ncontexts: []\ncurrent-context: c\n`,
  "users that are text": `clusters: []\nusers: ${SECRET}\ncontexts: [{name: c, context: {cluster: k, user: u}}]\ncurrent-context: c\n`,
  "contexts that are a number": "clusters: []\nusers: []\ncontexts: 3\ncurrent-context: c\n",
  "no current context": config(server, `{token: ${SECRET}}`, ""),
  "an unknown context": config(server, `{token: ${SECRET}}`, "current-context: x"),
  "a context that is a map": config(server, `{token: ${SECRET}}`, "current-context: {a: 1}"),
  "an unknown cluster": config(server).replace("cluster: k, user", "cluster: x, user"),
  "an unknown user": config(server).replace("user: u}", "user: x}"),
  "no server": config("{}"),
  "a cluster that is text": config("x"),
  "a server without a scheme": config("{server: 127.0.0.1}"),
  "a server that is a number": config("{server: 6443}"),
  "a server of another scheme": config("{server: 'ftp://h'}"),
  "a server without a host": config("{server: 'https://'}"),
  "a server with a wrong port": config("{server: 'https://h:99999'}"),
  "an absent CA file": config("{server: 'https://h', certificate-authority: /absent/ca}"),
  "a folder as a CA": config("{server: 'https://h', certificate-authority: /tmp}"),
  "a CA that is not PEM": config("{server: 'https://h', certificate-authority-data: aGVsbG8=}"),
  "a CA that is no base64": config("{server: 'https://h', certificate-authority-data: '%%%'}"),
  "a CA beside skip-verify": config(
    "{server: 'https://h', certificate-authority-data: aGVsbG8=, insecure-skip-tls-verify: true}",
  ),
  "skip-verify as text": config("{server: 'https://h', insecure-skip-tls-verify: 'true'}"),
  "a proxy of another scheme": config("{server: 'https://h', proxy-url: 'ftp://p'}"),
  "a proxy without a scheme": config("{server: 'https://h', proxy-url: 'p:3128'}"),
  "a proxy with a password and no host": config(`{server: 'https://h', proxy-url: 'http://u:${SECRET}@'}`),
  "two clusters of one name": config(server).replace(
    "clusters: [",
    `clusters: [{name: k, cluster: ${server}}, `,
  ),
  "a user that is text": config(server, SECRET),
  "an auth-provider": config(server, "{auth-provider: {name: gcp}}"),
  "a certificate without a key": config(server, "{client-certificate-data: aGVsbG8=}"),
  "a certificate that is not PEM": config(
    server,
    `{client-certificate-data: aGVsbG8=, client-key-data: ${Buffer.from(SECRET).toString("base64")}}`,
  ),
  "an absent key": config(server, "{client-certificate-data: aGVsbG8=, client-key: /absent/key}"),
  "an exec that is text": config(server, "{exec: x}"),
  "an exec without a command": exec("apiVersion: client.authentication.k8s.io/v1"),
  "an exec of another version": exec("command: x, apiVersion: v1"),
  "an exec without interactiveMode": exec("command: x, apiVersion: client.authentication.k8s.io/v1"),
  "an exec that asks": exec(
    "command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always",
  ),
  "a token that is a list": config(server, `{token: [${SECRET}]}`),
};
