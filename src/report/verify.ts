/** Checks a signed result: the signature, and the files that it names. */
import { existsSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import { isEnvelope, keyId, open } from '../core/envelope.ts';
import { mostMade, readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';
import { resultName } from '../words/results.ts';
import { evidenceHash, hash, payloadType, predicateType, statementType } from './attestation.ts';
import type { Statement } from './attestation.ts';
import { parseReport } from './read-report.ts';
import { printable } from '../core/printable.ts';

/** The outcome, in lines. */
interface Verification {
  readonly isVerified: boolean;
  readonly lines: readonly string[];
}

/**
 * Checks a file that a run has signed.
 * @param key the public key of those who may sign
 * @throws UserError if it cannot be read, or is no envelope
 */
export function verifyAttestation(file: string, key: KeyObject): Verification {
  const envelope = readEnvelope(file);
  const payload = envelope.payloadType === payloadType ? open(envelope, key) : undefined;
  if (payload === undefined) return refused('the signature is not one of this key for this content');
  const statement = asStatement(payload.toString());
  if (statement === undefined) return refused('what is signed is no result of session-conformance');
  const { subject, predicate } = statement;
  const [report, ...contracts] = subject;
  const place = path.join(path.dirname(file), 'conformance.json');
  if (!existsSync(place)) return refused(`there is no ${place}, whose result is signed`);
  const content = readInput(place, place, mostMade);
  if (hash(content) !== report?.digest.sha256) return refused(`${place} is not the one that was signed`);
  if (evidenceHash(parseReport(content.toString(), place)) !== predicate.sessionConformance.evidence.sha256)
    return refused(`the exchanges in ${place} are not those that were signed`);
  const compared = contracts.map((each) => ({ ...each, is: stateOf(each.name, each.digest.sha256) }));
  const changed = compared.find(({ is }) => is === 'changed');
  if (changed !== undefined) return refused(`${changed.name} is not the one that was tested`);
  return {
    isVerified: true,
    lines: [
      `✓ Verified: ${place} is as it was signed. ${verdictOf(predicate.sessionConformance)}`,
      `  key ${keyId(key).slice(0, 16)}`,
      ...compared.map(({ name, is }) => `  ${name}: ${is === 'same' ? 'as tested' : 'not here, so not compared'}`),
    ].map(printable),
  };
}

function verdictOf({
  targets,
  startedAt,
  verdict,
  complete,
  coverage,
  requirementSet,
}: Statement['predicate']['sessionConformance']): string {
  const parts = [
    ...(coverage === undefined ? [] : [`${coverage.tested} of ${coverage.of} requirements tested`]),
    ...(requirementSet === undefined ? [] : [`requirements ${requirementSet}`]),
    ...(complete ? [] : ['incomplete run']),
  ];
  const at = startedAt.slice(0, 16).replace('T', ' at ');
  return `It says: ${resultName({ result: verdict })}: ${targets.join(', ')} on ${at} UTC (${parts.join('; ')}).`;
}

function refused(reason: string): Verification {
  return { isVerified: false, lines: [printable(`✗ Not verified: ${reason}.`)] };
}

function stateOf(name: string, sha256: string): 'same' | 'changed' | 'absent' {
  if (!existsSync(name)) return 'absent';
  return hash(readInput(name)) === sha256 ? 'same' : 'changed';
}

function readEnvelope(file: string): Parameters<typeof open>[0] {
  const text = readInput(file).toString();
  try {
    const value: unknown = JSON.parse(text);
    if (isEnvelope(value)) return value;
  } catch {
    // It is none either.
  }
  throw new UserError(`${file} is no signed result; give the conformance.intoto.jsonl of a run that was signed`);
}

/** The statement, if this version can check it; undefined otherwise. */
function asStatement(text: string): Statement | undefined {
  try {
    const value = JSON.parse(text) as Partial<Statement>;
    const isOurs =
      value._type === statementType &&
      value.predicateType === predicateType &&
      value.predicate?.sessionConformance.evidence.sha256 !== undefined &&
      value.subject?.[0]?.name === 'conformance.json';
    return isOurs ? (value as Statement) : undefined;
  } catch {
    return undefined;
  }
}
