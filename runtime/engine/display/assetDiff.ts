import { Archive, Asset } from "../../protocol/values";
import { compareBytes } from "../workspace/goJson";
import { longest, type PropertyWriter, type Title } from "./propertyWriter";
import { sanitize, singleLine } from "./text";
import { writeTextDiff } from "./textDiff";

const shortHash = (hash: string | undefined): string => (hash ?? "").slice(0, 7);
const change = (old: string, text: string): string => (old === text ? old : `${old}->${text}`);

/** Writes an asset or archive, without a newline. */
export function writeAsset(writer: PropertyWriter, asset: Asset | Archive): void {
  const { hash, path, uri } = asset.content;
  const kind = asset instanceof Asset ? "asset" : "archive";
  if (path !== undefined) writer.write(`${kind}(file:${shortHash(hash)}) { ${singleLine(path)} }`);
  else if (uri !== undefined) writer.write(`${kind}(uri:${shortHash(hash)}) { ${singleLine(uri)} }`);
  else if (asset instanceof Asset) {
    writer.write(`asset(text:${shortHash(hash)}) {`);
    writer.write("\n");
    for (const line of sanitize(asset.content.text ?? "", false).split("\n")) {
      writer.closing(`    ${line}`);
      writer.write("\n");
    }
    writer.closing("}");
  } else {
    writer.write(`archive(assets:${shortHash(hash)}) {`);
    writer.write("\n");
    for (const [name, part] of sorted(asset.content.assets)) {
      writer.line(`    ${JSON.stringify(name)}: `);
      writeAsset(writer.indented(1), part);
      writer.write("\n");
    }
    writer.closing("}");
  }
}

const sorted = (assets: Record<string, Asset | Archive> | undefined): [string, Asset | Archive][] =>
  Object.entries(assets ?? {}).sort(([a], [b]) => compareBytes(a, b));

/** Writes how an asset or archive changed, with newlines. */
export function writeAssetDiff(
  writer: PropertyWriter,
  title: Title,
  old: Asset | Archive,
  asset: Asset | Archive,
): void {
  const kind = old instanceof Asset ? "asset" : "archive";
  const updated = writer.marked("update");
  const hash = change(shortHash(old.content.hash), shortHash(asset.content.hash));
  const place = old.content.path !== undefined ? "path" : old.content.uri !== undefined ? "uri" : undefined;
  if (old.constructor !== asset.constructor) writeReplaced(writer, title, old, asset);
  else if (place !== undefined && asset.content[place] !== undefined) {
    title(updated);
    const where = singleLine(change(old.content[place]!, asset.content[place]));
    updated.write(`${kind}(${place === "path" ? "file" : "uri"}:${hash}) { ${where} }`);
    updated.write("\n");
  } else if (place !== undefined || asset.content.path !== undefined || asset.content.uri !== undefined) {
    writeReplaced(writer, title, old, asset);
  } else if (old instanceof Asset && asset instanceof Asset) {
    title(updated);
    updated.write(`asset(text:${hash}) {`);
    writeTextDiff(updated.indented(1), old.content.text ?? "", asset.content.text ?? "");
    updated.closing("}");
    updated.write("\n");
  } else {
    title(updated);
    updated.write(`archive(assets:${hash}) {`);
    updated.write("\n");
    writeAssetsDiff(
      updated.indented(1),
      (old as Archive).content.assets ?? {},
      (asset as Archive).content.assets ?? {},
    );
    updated.closing("}");
    updated.write("\n");
  }
}

/** Writes the changed entries of an archive only. */
function writeAssetsDiff(
  writer: PropertyWriter,
  olds: Record<string, Asset | Archive>,
  news: Record<string, Asset | Archive>,
): void {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort(compareBytes);
  const width = longest(names.map((name) => JSON.stringify(name)));
  for (const name of names) {
    const title: Title = (w) => w.title(JSON.stringify(name), width);
    const [old, asset] = [olds[name], news[name]];
    if (old && asset) {
      if (old.content.hash !== asset.content.hash) writeAssetDiff(writer, title, old, asset);
    } else writeWhole(writer.indented(1).marked(old ? "delete" : "create"), title, (old ?? asset)!);
  }
}

function writeReplaced(
  writer: PropertyWriter,
  title: Title,
  old: Asset | Archive,
  asset: Asset | Archive,
): void {
  writeWhole(writer.marked("delete"), title, old);
  writeWhole(writer.marked("create"), title, asset);
}

function writeWhole(writer: PropertyWriter, title: Title, asset: Asset | Archive): void {
  title(writer);
  writeAsset(writer, asset);
  writer.write("\n");
}
