import { readFileSync } from "node:fs";
import { parseArguments } from "./serverArguments";
import { FakeRancher, type FakeOptions } from "./server";

/** The configuration that the test puts into the fake's image. */
const CONFIG = "/fake/config.json";
const DATA = "/var/lib/mysql";

/**
 * `rancher/server` as a container: port 8080, with its data in /var/lib/mysql or, by arguments, in an external
 * database.
 */
async function main(): Promise<void> {
  const database = parseArguments(process.argv.slice(2));
  const options = JSON.parse(readFileSync(CONFIG, "utf8")) as FakeOptions;
  const fake = new FakeRancher({
    ...options,
    port: 8080,
    address: "0.0.0.0",
    // There is no MySQL, so data of an external database is not kept.
    ...(database === undefined && { dataDirectory: DATA }),
  });
  await fake.start();
  process.stdout.write("listening on 8080\n");
  process.once("SIGTERM", () => void fake.stop().then(() => process.exit(0)));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
