/** Reads conformance.json: what other modules get has the shape that its schema promises. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { dataFile } from '../core/installation.ts';
import { mostMade, readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';
import type { ConformanceReport } from '../generated/conformance.ts';
import { upgraded } from './migrations.ts';

let validate: ValidateFunction<ConformanceReport> | undefined;

/** Reads a report from a file. @param called how messages begin @throws UserError if it cannot be read or is no report */
export function readReport(file: string, called = file): ConformanceReport {
  return parseReport(readInput(file, called, mostMade).toString(), called);
}

/** Reads a report from its text. @throws UserError beginning with `called` if it is no report */
export function parseReport(text: string, called: string): ConformanceReport {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError(`${called} is not JSON; give a conformance.json that a run has written`);
  }
  data = upgraded(data);
  validate ??= compile();
  if (validate(data)) return data;
  const [first] = validate.errors ?? [];
  throw new UserError(
    `${called} is no conformance report: ${first?.instancePath ?? ''} ${first?.message ?? 'does not fit its schema'}`,
  );
}

function compile(): ValidateFunction<ConformanceReport> {
  const ajv = new Ajv2020();
  formats.default(ajv);
  const schema = dataFile('schemas/conformance.schema.json');
  return ajv.compile<ConformanceReport>(JSON.parse(readFileSync(schema, 'utf8')) as object);
}
