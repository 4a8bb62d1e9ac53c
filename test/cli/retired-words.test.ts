// Names that once stood for ideas which have a term of their own in the field: none comes back. Strings and comments are left
// out: columns and stored formats keep the names that they were given.
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Old name → the term. */
const RETIRED: Record<string, string> = {
  Doorplate: "GatewayConfig",
  plate: "gateway config",
  Playbook: "LoadedBlueprint",
  playbook: "blueprint",
  Play: "OperationContext",
  play: "context",
  World: "RecordReader",
  StoreWorld: "SqlRecordReader",
  Dice: "Random",
  dice: "random",
  diceOf: "seededRandom",
  mend: "repair",
  plausible: "generateValue",
  Making: "GeneratorOptions",
  making: "options",
  bear: "createRecord",
  Birth: "NewRecord",
  squeeze: "rate override",
  squeezes: "rate overrides",
  Squeeze: "RateOverride",
  WebhookMishap: "DeliveryFault",
  Tamper: "EndpointProbe",
  Behaviour: "FaultOutcome",
  behave: "matchFault",
  admit: "authenticate",
  knowKey: "resolveKey",
  meetKey: "fetchKey",
  dress: "addStandardHeaders",
  doChores: "runMaintenance",
  upkeep: "runScheduledJobs",
  runSweep: "runJobs",
  wake: "scheduleAlarm",
  revive: "rescheduleTimers",
  logDeed: "logSystemChange",
  rehearse: "replay against a release",
  CheckUp: "EndpointTest",
  PRETENDED_HOSTS: "MOCK_WEBHOOK_HOSTS",
  SchemaTable: "SchemaNormaliser",
  readVerbs: "readRpcPaths",
  Spoken: "RpcPath",
  Found: "ResourceCandidate",
  Played: "ClassifiedOperation",
  Shaping: "FieldSelection",
  describing: "defineRoutes",
  owned: "requireProvider",
  Picture: "SharedRequest",
  ring: "signingKeys",
  lockOf: "productionBlocker",
  whyNotSubmit: "submitBlocker",
  nudge: "notifyListeners",
  meter: "counters",
};

const LITERALS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

it("retired names do not come back", () => {
  const found = globSync("src/**/*.ts").flatMap((file) => {
    const names = readFileSync(file, "utf8")
      .replace(LITERALS, " ")
      .match(/[A-Za-z_$][\w$]*/g);
    return [...new Set(names)]
      .filter((name) => Object.hasOwn(RETIRED, name))
      .map((name) => `${file}: ${name} is called ${RETIRED[name]}`);
  });
  expect(found).toEqual([]);
});
