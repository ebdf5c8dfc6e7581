import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { providerFields } from "./config";
import type { Fields } from "./fields/field";
import { SUPPORTED, UNSUPPORTED } from "./types";

// The types of the official package. Every input must be either supported or rejected by name, and no other input
// known.

const PACKAGE = join(__dirname, "..", "..", "..", "node_modules", "@pulumi", "docker");

/** The interfaces in a type file, by name: their properties with their types. */
function interfacesOf(file: string): Map<string, Map<string, string>> {
  const source = ts.createSourceFile(file, readFileSync(join(PACKAGE, file), "utf8"), ts.ScriptTarget.ES2022);
  const found = new Map<string, Map<string, string>>();
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    const members = node.members.filter(ts.isPropertySignature);
    const properties = members.map(
      (member) => [member.name.getText(source), member.type!.getText(source)] as const,
    );
    found.set(node.name.text, new Map(properties));
  });
  return found;
}

const nested = interfacesOf("types/input.d.ts");

/** The paths of an interface's inputs, including nested interfaces: `ports.internal`. */
function official(properties: Map<string, string>, prefix = ""): string[] {
  return [...properties].flatMap(([name, type]) => {
    const path = `${prefix}${name}`;
    const inner = /inputs\.(\w+)/.exec(type)?.[1];
    return inner === undefined ? [path] : [path, ...official(nested.get(inner)!, `${path}.`)];
  });
}

function known(fields: Fields, prefix = ""): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    return field.kind === "object" || field.kind === "objects"
      ? [path, ...known(field.fields, `${path}.`)]
      : [path];
  });
}

/** Inputs that are rejected as a whole, so their nested inputs do not matter. */
const REFUSED_WHOLE = ["cluster"];
/** Inputs that only this provider adds. */
const OWN = ["build.contextDigest"];

const isOutside = (path: string) => REFUSED_WHOLE.some((whole) => path.startsWith(`${whole}.`));

test.each(SUPPORTED.map((type) => [type.token.split(":")[2]!, type] as const))(
  "supports or rejects every input of docker.%s",
  (name, type) => {
    const file = `${name[0]!.toLowerCase()}${name.slice(1)}.d.ts`;
    const args = interfacesOf(file).get(`${name}Args`)!;
    const ours = known(type.fields).filter((path) => !OWN.includes(path));
    expect(ours.sort()).toEqual(
      official(args)
        .filter((path) => !isOutside(path))
        .sort(),
    );
  },
);

test("supports every input of docker.Provider", () => {
  const args = interfacesOf("provider.d.ts").get("ProviderArgs")!;
  expect(known(providerFields).sort()).toEqual(official(args).sort());
});

test("requires every input that the official package requires", () => {
  for (const { token, fields } of SUPPORTED) {
    const name = token.split(":")[2]!;
    const text = readFileSync(join(PACKAGE, `${name[0]!.toLowerCase()}${name.slice(1)}.d.ts`), "utf8");
    const args = /interface \w+Args \{([\s\S]*?)^\}/m.exec(text)![1]!;
    const required = [...args.matchAll(/^ {4}(\w+): /gm)].map(([, key]) => key!);
    const ours = Object.keys(fields).filter((key) => fields[key]!.required);
    expect([name, ours.sort()]).toEqual([name, required.sort()]);
  }
});

test("supports or rejects every resource type", () => {
  const index = readFileSync(join(PACKAGE, "index.js"), "utf8");
  const official = [...index.matchAll(/case "(docker:index\/\w+:\w+)"/g)].map(([, token]) => token!);
  const ours = [...SUPPORTED.map(({ token }) => token), ...Object.keys(UNSUPPORTED)];
  expect(ours.sort()).toEqual(official.sort());
});
