/** The signed result of a run: an in-toto statement over conformance.json and the contract. */
import { defined } from '../core/defined.ts';
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { seal } from '../core/envelope.ts';
import type { ConformanceReport, Counts } from '../generated/conformance.ts';
import { resultIn } from './result.ts';
import type { Result } from './result.ts';

export const payloadType = 'application/vnd.in-toto+json';
export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://in-toto.io/attestation/test-result/v0.1';

/** A file, by its hash. */
interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** An in-toto statement whose predicate is the result of a test. */
export interface Statement {
  readonly _type: typeof statementType;
  readonly subject: readonly Subject[];
  readonly predicateType: typeof predicateType;
  readonly predicate: {
    readonly result: 'PASSED' | 'WARNED' | 'FAILED';
    readonly configuration: readonly Subject[];
    /** The values for which the type of the predicate has no fields. */
    readonly sessionConformance: {
      readonly startedAt: string;
      readonly targets: readonly string[];
      readonly verdict: Result;
      readonly complete: boolean;
      readonly requirementSet?: string;
      readonly failOn: string;
      readonly counts: Counts;
      readonly coverage?: { readonly tested: number; readonly of: number };
      /** The masked exchanges of all findings. */
      readonly evidence: { readonly sha256: string };
    };
  };
}

/** The statement of a report. @param file the bytes of its conformance.json */
function statementOf(report: ConformanceReport, file: Uint8Array): Statement {
  const { startedAt, complete, requirementSet, failOn, counts, coverage, apis } = report;
  const files = new Map(apis.flatMap(({ contract = [] }) => contract).map((each) => [each.name, each]));
  const contracts = [...files.values()].map(({ name, sha256 }) => ({ name, digest: { sha256 } }));
  const verdict = resultIn(report);
  return {
    _type: statementType,
    subject: [{ name: 'conformance.json', digest: { sha256: hash(file) } }, ...contracts],
    predicateType,
    predicate: {
      result: verdict !== 'conforms' ? 'FAILED' : counts.warned > 0 ? 'WARNED' : 'PASSED',
      configuration: contracts,
      sessionConformance: {
        startedAt,
        targets: [...new Set(apis.map(({ target }) => target))],
        verdict,
        complete,
        ...defined({ requirementSet }),
        failOn,
        counts,
        ...(coverage === undefined ? {} : { coverage: { tested: coverage.tested, of: coverage.of } }),
        evidence: { sha256: evidenceHash(report) },
      },
    },
  };
}

/** The content of the signed file. @param file the bytes of the report's conformance.json */
export function attestation(report: ConformanceReport, file: Uint8Array, key: KeyObject): string {
  return `${JSON.stringify(seal(payloadType, JSON.stringify(statementOf(report, file)), key))}\n`;
}

/** The hash of the masked exchanges of all findings, in their order. */
export function evidenceHash({ apis }: Pick<ConformanceReport, 'apis'>): string {
  return hash(JSON.stringify(apis.flatMap(({ findings }) => findings.map(({ evidence }) => evidence))));
}

/** In hexadecimal digits. */
export function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
