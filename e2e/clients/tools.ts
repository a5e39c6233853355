// The Python that scripts/setup installs the tools into, and where generated things lie.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const GENERATED = join(import.meta.dirname, 'generated');
export const DESCRIPTION = join(GENERATED, 'openapi.json');

const PYTHON_BIN = process.env['GATEPOST_PYTHON'] ?? '';

/** Runs a Python tool, or `python` with a script; what it said. A failure says it too. */
export async function python(tool: string, args: string[], environment: Record<string, string> = {}): Promise<string> {
  const options = { env: { ...process.env, PYTHONPATH: GENERATED, PYTHONDONTWRITEBYTECODE: '1', ...environment }, maxBuffer: 1 << 26 };
  try {
    const { stdout, stderr } = await promisify(execFile)(join(PYTHON_BIN, tool), args, options);
    return stdout + stderr;
  } catch (error: any) {
    // Of schemathesis' many pages, those after its progress.
    const told = `${error.stdout ?? ''}`.replace(/^[^]*?(?==+ (ERRORS|FAILURES) =)/, '');
    throw new Error(`${tool} failed:\n${told}${error.stderr ?? error}`);
  }
}
