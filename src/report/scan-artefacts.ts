/** After a run: no artefact may hold a secret of it. */
import path from 'node:path';
import { loadSuite } from '../cases/suite.ts';
import type { Suite } from '../cases/suite.ts';
import { Vocabulary } from '../client/secret-index.ts';
import type { ConformanceReport } from '../generated/conformance.ts';
import { readSettings, secretsFolder } from '../target/settings.ts';
import type { Target } from '../target/target.ts';
import { bundledApis } from '../contract/load.ts';
import { vaultSecrets } from './secret-vault.ts';
import { artefacts, removeLeaks } from './secrets-scan.ts';

/** Removes each artefact that holds a secret; `outputs` are those of Playwright's own reporters. @returns a line for each, which names the file and not the secret */
export async function scanArtefacts(
  reportsDir: string,
  outputs: readonly string[],
  report: ConformanceReport,
): Promise<string[]> {
  const folder = secretsFolder();
  const { target } = readSettings();
  const secrets = new Set([...(folder === undefined ? [] : vaultSecrets(folder)), ...configuredSecrets(target)]);
  if (secrets.size === 0) return [];
  const suites = await Promise.all(
    (target === undefined ? bundledApis : [target.api]).map((api) => loadSuite(api, true)),
  );
  const words = new Vocabulary([...suites.flatMap(wordsOf), ...wordsIn(report)]);
  const places = new Set([...artefacts.map((name) => path.join(reportsDir, name)), ...outputs]);
  return removeLeaks([...places], secrets, words).map(
    ({ file, places: count }) =>
      `Removed ${file}: it showed a secret of this run in ${count} ${count === 1 ? 'place' : 'places'}. Please report this as a fault of the harness.`,
  );
}

/** The secrets that the settings of a target hold. */
export function configuredSecrets(target: Target | undefined): string[] {
  return [
    target?.account.password,
    target?.second?.password,
    target?.client?.secret,
    target?.limitedClient?.secret,
  ].filter((each) => each !== undefined);
}

/** The words of a contract and of its cases: everybody may read them. */
export function wordsOf({ contract, cases }: Suite): string[] {
  const texts = new Set<string>([contract.title]);
  for (const operation of contract.operations) {
    texts.add(operation.id).add(operation.path);
    for (const { name } of operation.parameters) texts.add(name);
    for (const name of operation.credentialMembers) texts.add(name);
  }
  for (const each of cases) {
    texts.add(each.title).add(each.id);
    for (const step of each.steps) {
      texts.add(step.id);
      for (const change of step.changes)
        if (change.kind === 'set' && 'literal' in change.value && typeof change.value.literal === 'string')
          texts.add(change.value.literal.slice(0, 200));
    }
    for (const { requirement } of each.checks)
      for (const text of [requirement.id, requirement.statement, requirement.source, requirement.reading])
        if (text !== undefined) texts.add(text);
  }
  for (const { statement, reading } of contract.defects) texts.add(statement).add(reading);
  for (const { statement, reason } of contract.notTestable) texts.add(statement).add(reason);
  return [...texts];
}

/** What the reports say in words of their own. */
function wordsIn(report: ConformanceReport): string[] {
  return report.apis.flatMap((api) => [api.id, api.target]);
}
