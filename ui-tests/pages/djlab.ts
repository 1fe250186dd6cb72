import { execFileSync } from 'node:child_process';

import { PYTHON } from '../environment';

/** What a command of djlab prints. */
export function djlab(...words: string[]): string {
  const code = 'from djlab.cli import main; main()';
  return execFileSync(PYTHON, ['-c', code, ...words], {
    encoding: 'utf8',
    maxBuffer: 100_000_000
  });
}

/** Words of a command line for a POSIX shell, as far as djlab writes such. */
export function shellWords(line: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], {
    encoding: 'utf8'
  })
    .split('\0')
    .slice(0, -1);
}

/** Ids of the tables that a `djlab diagram …` command draws for a project. */
export function drawn(command: string, folder: string): string[] {
  const [, , , ...options] = shellWords(command);
  const text = djlab('diagram', folder, ...options, '--format', 'json');
  const { nodes } = JSON.parse(text) as { nodes: { id: string }[] };
  return nodes.map(({ id }) => id).sort();
}
