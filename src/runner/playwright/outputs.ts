/** The outputs of Playwright's reporters: those of the configuration, or those of `--reporter`. */
import path from 'node:path';
import { playwrightSetting } from '../../settings/settings.ts';

/** The part of Playwright's configuration with reporters and outputs. */
interface Reporting {
  readonly reporter: readonly (readonly [name: string, options?: object])[];
  readonly configFile?: string | undefined;
}

interface Options {
  readonly outputFolder?: string;
  readonly outputFile?: string;
  readonly outputDir?: string;
  readonly resultsDir?: string;
}

/** Files and folders, relative to the working directory. */
export function reporterOutputs({ reporter, configFile = 'playwright.config.ts' }: Reporting): string[] {
  const base = path.dirname(path.resolve(configFile));
  return reporter.flatMap(([name, options]) => {
    const place = placeOf(name, options);
    return place === undefined ? [] : [path.relative('', path.resolve(base, place))];
  });
}

/** Undefined for a reporter that writes to the terminal. */
function placeOf(name: string, { outputFolder, outputFile, outputDir, resultsDir }: Options = {}): string | undefined {
  if (name === 'html')
    return (
      playwrightSetting('HTML_OUTPUT_DIR') ?? playwrightSetting('HTML_REPORT') ?? outputFolder ?? 'playwright-report'
    );
  if (/\ballure-playwright\b/.test(name)) return resultsDir ?? 'allure-results';
  if (!['blob', 'json', 'junit'].includes(name)) return undefined;
  const setting = (what: string): string | undefined => playwrightSetting(`${name.toUpperCase()}_OUTPUT_${what}`);
  const file = setting('FILE') ?? outputFile;
  const folder = setting('DIR') ?? outputDir;
  if (file !== undefined) return file;
  if (name === 'blob') return folder ?? 'blob-report';
  const own = setting('NAME');
  return own === undefined ? undefined : path.join(folder ?? '', own);
}
