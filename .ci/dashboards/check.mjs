// Has the TypeScript compiler compare every dashboard with Grafana's types: `npm install`, then `node check.mjs`. A property that
// Grafana does not know, a value that it does not take, one that it needs and is not there: each is an error with its place.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const dashboards = join(here, "../../grafana/dashboards");
const folder = mkdtempSync(join(here, "checked-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

const files = readdirSync(dashboards).filter((name) => name.endsWith(".json"));
for (const name of files) {
  const json = readFileSync(join(dashboards, name), "utf8");
  writeFileSync(join(folder, name.replace(".json", ".ts")), `import type { Provisioned } from "../dashboard"; export const it: Provisioned = ${json};\n`);
}
const program = ts.createProgram(files.map((name) => join(folder, name.replace(".json", ".ts"))), {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
});
const found = ts.getPreEmitDiagnostics(program);
for (const { file, start, messageText } of found) {
  const line = file ? `${file.fileName.split("/").pop().replace(/^(?!dashboard)(.*)\.ts$/, "$1.json")}:${file.getLineAndCharacterOfPosition(start).line + 1}: ` : "";
  console.error(line + ts.flattenDiagnosticMessageText(messageText, "\n"));
}
console.log(`${files.length} dashboards, ${found.length} errors`);
process.exit(files.length === 0 || found.length > 0 ? 1 : 0);
