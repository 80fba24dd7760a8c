/** Loads a contract: an OpenAPI document with its annotations, inline or in an overlay. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../core/user-error.ts';
import { buildContract } from './build.ts';
import { checkContract } from './check.ts';
import { faultOf } from './check-openapi.ts';
import { checkSchemas } from './check-schemas.ts';
import { contractFile } from './contract-file.ts';
import type { Contract, ContractFile } from './model.ts';
import { applyOverlay } from './overlay.ts';
import { checkPinned } from './pinned.ts';
import { Problems } from './problems.ts';
import { readAround } from './read-around.ts';
import { readSource } from './references.ts';
import { resolveFlows } from './resolve.ts';
import { upgradeDocument } from './upgrade.ts';

/** A bundled API or the path of a document, with its overlay if that is not beside it. */
export type ContractSource = string | { readonly api: string; readonly overlay: string };

/** The overlay file of a document: `shop.overlay.yaml` for `shop.json`. */
export function overlayBeside(file: string): string {
  return file.replace(/\.(ya?ml|json)$/, '.overlay.yaml');
}

/**
 * Loads one contract.
 * @param trusted whether it was checked in this run already
 * @throws UserError with all problems, each with file, line and remedy
 */
export async function loadContract(from: ContractSource, trusted = false): Promise<Contract> {
  const { api, overlay: named } = typeof from === 'string' ? { api: from, overlay: undefined } : from;
  const file = contractFile(api);
  const problems = new Problems();
  const source = readSource(file, problems);
  const beside = named === undefined ? overlayBeside(file) : path.resolve(named);
  const overlay = named !== undefined || existsSync(beside) ? readSource(beside, problems) : undefined;
  problems.throwIfAny();
  if (source === undefined) throw new UserError(`${file}: cannot be read`);
  if (overlay !== undefined && !trusted) checkPinned(file, overlay, problems);
  const annotated = overlay === undefined ? source.value : await applyOverlay(source, overlay, problems);
  problems.throwIfAny();
  const { document: reached, notes, sources } = resolveFlows(file, source, annotated, problems);
  problems.throwIfAny();
  const upgraded = await upgradeDocument(source.name, reached, problems);
  problems.throwIfAny();
  const locate = (pointer: string): string => `${source.name}:${source.lineOf(pointer)}#${pointer}`;
  // Whoever has an overlay cannot correct the document.
  const isForeign = overlay !== undefined;
  const { document, notes: around } = isForeign
    ? readAround(upgraded, locate)
    : { document: upgraded, notes: [] as readonly string[] };
  const fault = trusted ? undefined : await faultOf(document, locate);
  if (fault !== undefined && !isForeign) problems.add(fault.place, fault.what);
  if (!trusted) checkSchemas(document, locate, problems);
  problems.throwIfAny();
  const name = path.basename(file).replace(/\.(ya?ml|json)$/, '');
  const contract = buildContract(name, document, locate, problems);
  problems.throwIfAny();
  checkContract(source.name, contract, problems);
  problems.throwIfAny();
  const files = [...sources, ...(overlay === undefined ? [] : [overlay])].map(
    ({ name: called, sha256 }): ContractFile => ({ name: called.split(path.sep).join('/'), sha256 }),
  );
  const invalid = fault === undefined ? [] : [`${fault.place}: ${fault.what}; it is read as far as it goes`];
  return { ...contract, notes: [...notes, ...around, ...invalid, ...contract.notes], files };
}
