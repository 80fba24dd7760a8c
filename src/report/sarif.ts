/** A report as SARIF 2.1.0, which code scanning of GitHub, GitLab and editors read: a rule for each violated requirement. */
import { packageVersion } from '../core/installation.ts';
import type { ApiReport, ConformanceReport, FindingReport, RequirementReport } from '../generated/conformance.ts';
import { placeIn } from './cited-lines.ts';
import type { Place } from '../contract/cited-places.ts';
import { printable } from '../core/printable.ts';

/** A violated requirement and the API that it is of. */
interface Rule {
  readonly api: ApiReport;
  readonly requirement: RequirementReport;
}

/** Makes the SARIF document of a report. Nothing in it is secret: it says what the report says. */
export function sarifOf(report: ConformanceReport): object {
  const findings = report.apis.flatMap((api) => api.findings.map((finding) => ({ api, finding })));
  const rules = findings.flatMap(({ api, finding }) => rulesOf(api, finding).slice(0, 1));
  const ids = [...new Set(rules.map(({ requirement }) => requirement.id))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'session-conformance',
            version: packageVersion(),
            rules: ids
              .flatMap((id) => rules.filter(({ requirement }) => requirement.id === id).slice(0, 1))
              .map(ruleOf),
          },
        },
        automationDetails: { id: `session-conformance/${report.apis.map(({ id }) => id).join('+')}/` },
        invocations: [{ executionSuccessful: true, startTimeUtc: report.startedAt }],
        results: findings.map(({ api, finding }) => resultOf(api, finding, ids)),
        properties: { conforms: report.conforms, complete: report.complete, counts: report.counts },
      },
    ],
  };
}

/** The requirements of a finding, the one that names it first. */
function rulesOf(api: ApiReport, { requirements }: FindingReport): Rule[] {
  return requirements.flatMap((id) => {
    const requirement = api.requirements.find((each) => each.id === id);
    return requirement === undefined ? [] : [{ api, requirement }];
  });
}

const severities = { documented: 'error', implied: 'error', standard: 'warning', advice: 'note' } as const;

function ruleOf({ api, requirement }: Rule): object {
  const { id, level, statement, flow, family, source, reading, security } = requirement;
  const catalogues = security === undefined ? [] : [...security.asvs, ...security.cwe, ...security.apiTop10];
  const help = [
    `The server ${statement.charAt(0).toLowerCase()}${statement.slice(1)}.`,
    `Level: ${level}.`,
    ...(source === undefined ? [] : [`Source: ${source}.`]),
    ...(reading === undefined ? [] : [`Interpretation: ${reading}`]),
    ...(catalogues.length === 0 ? [] : [`Security (${security?.topic ?? ''}): ${catalogues.join(', ')}.`]),
    'The report conformance.html shows the exchange, and reports/repeat has a script that reproduces it.',
  ];
  return {
    id,
    shortDescription: { text: `${api.title}: ${statement}` },
    help: { text: help.join('\n'), markdown: help.map((line) => markdown(line)).join('\n\n') },
    defaultConfiguration: { level: severities[level] },
    properties: {
      tags: [
        'conformance',
        flow,
        ...(family === undefined ? [] : [family]),
        ...(security === undefined
          ? []
          : ['security', ...security.cwe.map((cwe) => `external/cwe/${cwe.toLowerCase()}`)]),
      ],
      precision: 'very-high',
    },
  };
}

function resultOf(api: ApiReport, finding: FindingReport, ids: readonly string[]): object {
  const { id, requirements, gating, known, summary, expected, actual, operation } = finding;
  const [ruleId] = requirements;
  const rules = rulesOf(api, finding);
  const place = rules.map(({ requirement }) => placeIn(requirement.source)).find((each) => each !== undefined);
  const location = place ?? documentOf(api);
  const ruleIndex = ids.indexOf(ruleId);
  return {
    ruleId,
    ...(ruleIndex === -1 ? {} : { ruleIndex }),
    level: gating ? 'error' : known === undefined ? 'warning' : 'note',
    message: { text: plain(`${summary}\nExpected: ${expected}\nActual: ${actual}`) },
    locations: [
      {
        ...(location === undefined ? {} : { physicalLocation: physical(location) }),
        ...(operation === undefined ? {} : { logicalLocations: [logical(api, operation)] }),
      },
    ],
    partialFingerprints: { 'sessionConformanceFinding/v1': id },
    ...(known === undefined ? {} : { suppressions: [{ kind: 'external', justification: known.reason }] }),
    properties: { target: api.target, requirements },
  };
}

function physical({ file, from, to }: Place): object {
  return { artifactLocation: { uri: encodeURI(file) }, region: { startLine: from, endLine: to } };
}

function logical(api: ApiReport, operation: string): object {
  const called = api.operations?.find(({ id }) => id === operation);
  const name = called === undefined ? operation : `${called.method} ${called.path}`;
  return { name, fullyQualifiedName: `${api.id}/${operation}`, kind: 'resource' };
}

/** The beginning of the document that most requirements cite: code scanning shows nothing without a place. */
function documentOf({ requirements }: ApiReport): Place | undefined {
  const files = requirements.flatMap(({ source }) => placeIn(source)?.file ?? []);
  const count = (file: string): number => files.filter((each) => each === file).length;
  const [most] = [...new Set(files)].sort((a, b) => count(b) - count(a));
  return most === undefined ? undefined : { file: most, from: 1, to: 1 };
}

/** A message without the links that SARIF reads in brackets (section 3.11.6), whatever a server wrote. */
function plain(text: string): string {
  return printable(text).replace(/[\\[\]]/g, '\\$&');
}

/** Escapes what Markdown and HTML would take for their own. */
function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~#&]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
