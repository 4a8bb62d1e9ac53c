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
  shaping: "fieldSelection",
  chores: "maintenance",
};

/** Words of texts: strings, comments, READMEs. Names of columns and of stored files stand where they are stored. */
const RETIRED_TEXTS: Record<string, string> = {
  "\\bchores\\b": "maintenance",
  "\\bsqueeze\\b": "rate override",
  "\\b(?:plays?|played|playing) (?:a|an|the|another|its) ?release": "is on a release",
  "\\bplays? another release": "is on another release",
  ownsSteeringPaths: "ownsTestControlPaths",
  "\\bshaping\\b": "field selection",
  "\\bdoorplate\\b": "gateway config",
  "\\bdeed\\b": "change",
};

/** Where a former name is still read. */
const READ_THERE: Record<string, string[]> = {
  "src/tenant/store/migrations.ts": ["\\bchores\\b", "\\bsqueeze\\b"],
  "src/contract/gateway-config.ts": ["ownsSteeringPaths"],
  "src/blueprint/runtime/upgrade.ts": ["\\bshaping\\b"],
};

const isReadThere = (file: string, name: string): boolean =>
  (READ_THERE[file] ?? []).some((word) => new RegExp(word).test(name));

const LITERALS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

it("retired words do not come back in texts", () => {
  const found = globSync("src/**/*.{ts,md}").flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return Object.entries(RETIRED_TEXTS)
      .filter(([word]) => new RegExp(word, "i").test(text) && !READ_THERE[file]?.includes(word))
      .map(([word, term]) => `${file}: ${word} is called ${term}`);
  });
  expect(found).toEqual([]);
});

it("retired names do not come back", () => {
  const found = globSync("src/**/*.ts").flatMap((file) => {
    const names = readFileSync(file, "utf8")
      .replace(LITERALS, " ")
      .match(/[A-Za-z_$][\w$]*/g);
    return [...new Set(names)]
      .filter((name) => Object.hasOwn(RETIRED, name) && !isReadThere(file, name))
      .map((name) => `${file}: ${name} is called ${RETIRED[name]}`);
  });
  expect(found).toEqual([]);
});
