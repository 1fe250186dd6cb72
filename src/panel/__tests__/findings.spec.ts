import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';

import type { Finding } from '../../model';
import { fixFinding } from '../findings/actions';
import { countBySeverity } from '../findings/counts';
import { groupFindings, SEVERITIES, stillThere } from '../findings/groups';
import type { IPanelContext } from '../hooks';

function finding(given: Partial<Finding>): Finding {
  return {
    code: 'DJL304',
    slug: 'unresolved-reference',
    severity: 'error',
    path: 'src/a.py',
    line: 1,
    column: 1,
    end_line: 1,
    end_column: 1,
    message: 'refers to nothing',
    fix: null,
    certainty: 'certain',
    fixable: false,
    module: null,
    table: null,
    ...given
  };
}

const ALL = new Set(SEVERITIES);
const moduleAt = (path: string) =>
  path.endsWith('.py') ? path.slice(4, -3) : null;

describe('findings', () => {
  const found = [
    finding({ severity: 'info', path: 'pyproject.toml' }),
    finding({ severity: 'warning', path: 'src/b.py', line: 9 }),
    finding({ path: 'src/a.py', line: 7 }),
    finding({ severity: 'warning', path: 'src/a.py', line: 2, code: 'DJL402' })
  ];

  it('are grouped by module, the gravest first', () => {
    const groups = groupFindings(found, moduleAt, ALL, '');
    expect(groups.map(({ name }) => name)).toEqual([
      'a',
      'b',
      'pyproject.toml'
    ]);
    expect(groups[0].findings.map(({ line }) => line)).toEqual([2, 7]);
    expect(countBySeverity(found)).toEqual({ error: 1, warning: 2, info: 1 });
  });

  it('are filtered by severity and words', () => {
    const errors = groupFindings(found, moduleAt, new Set(['error']), '');
    expect(errors.flatMap(group => group.findings)).toHaveLength(1);
    const named = groupFindings(found, moduleAt, ALL, 'djl402 NOTHING');
    expect(named.flatMap(group => group.findings)).toHaveLength(1);
    expect(groupFindings(found, moduleAt, ALL, 'elsewhere')).toEqual([]);
  });

  it('stay selected when their lines move', () => {
    const moved = [finding({ line: 40 }), finding({ line: 11 })];
    expect(stillThere(moved, finding({ line: 10 }))).toBe(moved[1]);
    expect(stillThere([], finding({}))).toBeNull();
  });
});

describe('the key for a quick fix', () => {
  const asked = (fixable: boolean) => {
    const execute = jest.fn(async () => undefined);
    const context = {
      commands: { execute },
      trans: nullTranslator.load('djlab')
    } as unknown as IPanelContext;
    const before = Notification.manager.count;
    fixFinding(finding({ fixable }), context);
    return { execute, told: Notification.manager.notifications.slice(before) };
  };

  it('mends what can be mended', () => {
    const { execute, told } = asked(true);
    expect(execute).toHaveBeenCalledTimes(1);
    expect(told).toEqual([]);
  });

  it('says so where nothing can', () => {
    const { execute, told } = asked(false);
    expect(execute).not.toHaveBeenCalled();
    expect(told.map(({ message }) => message)).toEqual([
      'No quick fix for this finding'
    ]);
  });
});
